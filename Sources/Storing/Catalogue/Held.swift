package import Optimization

/// A part inside a part, of any type that its role has.
///
/// A wrapper holds what it wraps, and needs no generic parameter; equality, hashing and coding are
/// synthesised. It is written by its name and fields, as a catalogue has them, and read by them:
///
/// ```swift
/// struct HalvedRate: LearningRateSchedule {
///   static let name = "halved"
///   @Held var base: any LearningRateSchedule
///   var rate: Formula { base.rate / 2 }
///   var peakLearningRate: Double? { base.peakLearningRate.map { $0 / 2 } }
/// }
/// let halved = HalvedRate(base: .constant(1))
/// let catalogue = Catalogue.standard.adding(CatalogueEntry(halved))
/// #expect(
///   try catalogue.value(of: halved).description
///     == #"{"base":{"learningRate":1,"name":"constant"},"name":"halved"}"#)
/// ```
///
/// Only a catalogue codes it: a plain `JSONEncoder` throws.
@propertyWrapper
public struct Held<Part: Sendable>: Sendable {
  /// The part.
  public let wrappedValue: Part

  /// Holds a part.
  public init(wrappedValue: Part) { self.wrappedValue = wrappedValue }

  /// Holds a part.
  public init(_ part: Part) { wrappedValue = part }

  package var component: any Component {
    guard let component = wrappedValue as? any Component else {
      fatalError("Held: \(Part.self) is no protocol of components")
    }
    return component
  }

  package static var role: Role { Role(Part.self) }
}

extension Held: PartHolder {}

extension Held: Hashable {
  /// Whether both hold parts of one type and equal hyper-parameters.
  public static func == (a: Self, b: Self) -> Bool {
    AnyHashable(a.component) == AnyHashable(b.component)
  }

  public func hash(into hasher: inout Hasher) { AnyHashable(component).hash(into: &hasher) }
}

extension Held: CustomStringConvertible, CustomDebugStringConvertible {
  /// The part.
  public var description: String { "\(wrappedValue)" }

  /// The part.
  public var debugDescription: String { description }
}

extension Held: Codable {
  public init(from decoder: any Decoder) throws {
    let catalogue = try Catalogue(in: decoder.userInfo)
    do { wrappedValue = try catalogue.part(FieldValue(from: decoder)) } catch let error
      as RecipeError
    {
      throw RecipeError(".\(decoder.codingPath.last?.stringValue ?? ""): \(error)")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    try Catalogue(in: encoder.userInfo).value(of: component).encode(to: encoder)
  }
}

extension Catalogue {
  /// Where coders find the catalogue.
  static let key = CodingUserInfoKey(rawValue: "Descent.catalogue")

  fileprivate init(in userInfo: [CodingUserInfoKey: Any]) throws(RecipeError) {
    guard let catalogue = Self.key.flatMap({ userInfo[$0] }) as? Catalogue else {
      throw RecipeError("a part inside a part is coded by a catalogue, and there is none")
    }
    self = catalogue
  }

  /// A catalogue of the types of a part and of the parts inside it, which code it.
  package init(typesIn part: any Component) {
    self.init()
    func add(_ part: any Component) {
      if entry(of: part) == nil { self = adding(CatalogueEntry(part)) }
      part.inner.forEach(add)
    }
    add(part)
  }
}
