/// What a hyper-parameter may be: a range for a property of a part.
///
/// A part lists its bounds once; its factory traps by them, decoding throws by them, and the
/// catalogue prints them. The name and the value come from the key path:
///
/// ```swift
/// struct Fading: LearningRateSchedule {
///   static let name = "fading"
///   let peak: Double
///   let steps: Int
///
///   var bounds: [Bound<Self>] { [Bound(\.peak, in: 0...), Bound(\.steps, in: 1...)] }
///   var rate: Formula { let p = Numbers(self); return p.peak / (1 + .t / p.steps) }
///   var peakLearningRate: Double? { peak }
/// }
/// #expect(Fading(peak: 1, steps: 0).checks.map(\.description) == [
///   "peak must be in 0..., but is 1", "steps must be in 1..., but is 0",
/// ])
/// ```
public struct Bound<Part>: Sendable {
  /// The allowed values in mathematical notation: `0 ..< 1`, `0...`; or what a part inside must do.
  public let range: String

  /// The name of the hyper-parameter.
  private let name: @Sendable (Part) -> String

  private let check: @Sendable (Part) -> (value: Double?, holds: Bool)

  private init<Value: BoundedValue>(
    _ path: any KeyPath<Part, Value> & Sendable, _ range: String,
    _ contains: @escaping @Sendable (Double) -> Bool
  ) {
    self.range = range
    name = { path.name(in: $0) }
    check = { part in
      let values = part[keyPath: path].boundedNumbers
      let wrong = values.first { !contains($0) }
      return (wrong ?? values.first, wrong == nil)
    }
  }

  /// Creates a half-open range.
  public init<Value: BoundedValue>(
    _ path: any KeyPath<Part, Value> & Sendable, in range: Range<Double>
  ) {
    self.init(path, "\(brief(range.lowerBound)) ..< \(brief(range.upperBound))") {
      range.contains($0)
    }
  }

  /// Creates a closed range.
  public init<Value: BoundedValue>(
    _ path: any KeyPath<Part, Value> & Sendable, in range: ClosedRange<Double>
  ) {
    self.init(path, "\(brief(range.lowerBound)) ... \(brief(range.upperBound))") {
      range.contains($0)
    }
  }

  /// Creates a range without an upper end; infinity is not in it.
  public init<Value: BoundedValue>(
    _ path: any KeyPath<Part, Value> & Sendable, in range: PartialRangeFrom<Double>
  ) {
    self.init(path, "\(brief(range.lowerBound))...") { range.contains($0) && $0.isFinite }
  }

  /// Creates a bound for what must be greater than a number; infinity is not allowed.
  public init<Value: BoundedValue>(
    _ path: any KeyPath<Part, Value> & Sendable, above bound: Double
  ) {
    self.init(path, "greater than \(brief(bound))") { $0 > bound && $0.isFinite }
  }

  /// Creates a bound for what must be finite.
  public init<Value: BoundedValue>(finite path: any KeyPath<Part, Value> & Sendable) {
    self.init(path, "finite") { $0.isFinite }
  }

  /// Creates a bound for what is not a number: a part inside that must have a property.
  ///
  /// - Parameters:
  ///   - name: the name of the property.
  ///   - must: what it must do: `decay the parameters`.
  ///   - holds: whether it does.
  public init(_ name: String, must: String, holds: @escaping @Sendable (Part) -> Bool) {
    range = must
    self.name = { _ in name }
    check = { (nil, holds($0)) }
  }

  /// The bound applied to a part.
  public func checked(on part: Part) -> BoundCheck {
    let result = check(part)
    return BoundCheck(name: name(part), range: range, value: result.value, holds: result.holds)
  }
}

extension KeyPath {
  /// The path as it is written: `steps.lowerBound`.
  fileprivate func name(in root: Root) -> String {
    let text = "\(self)"
    let prefix = "\\\(Root.self)."
    let path = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
    // A property of no size lies where the next one does, and is the one that a path prints.
    let properties = Mirror(reflecting: root).children.drop { $0.label != path }
    return properties.first { $0.value is Value }?.label ?? path
  }
}

/// What a bound can be about: a number, some numbers, or one that may be left out.
public protocol BoundedValue: Sendable {
  /// The numbers that must lie in the range.
  var boundedNumbers: [Double] { get }
}

extension Double: BoundedValue {
  public var boundedNumbers: [Double] { [self] }
}

extension Int: BoundedValue {
  public var boundedNumbers: [Double] { [Double(self)] }
}

extension Optional: BoundedValue where Wrapped: BoundedValue {
  public var boundedNumbers: [Double] { map(\.boundedNumbers) ?? [] }
}

extension SIMD3: BoundedValue where Scalar == Double {
  public var boundedNumbers: [Double] { [x, y, z] }
}

extension Array: BoundedValue where Element: BoundedValue {
  public var boundedNumbers: [Double] { flatMap(\.boundedNumbers) }
}

/// A bound applied to a part: its name, the range, the value, and whether the value lies in it.
public struct BoundCheck: Sendable, Hashable {
  /// The name of the hyper-parameter.
  public let name: String

  /// The allowed values, or what a part inside must do.
  public let range: String

  /// The value, or nil where the bound is not about a number.
  public let value: Double?

  /// Whether the value is in the range.
  public let holds: Bool
}

extension BoundCheck: CustomStringConvertible {
  /// The bound and the value in one sentence.
  public var description: String {
    guard let value else { return "\(name) must \(range)" }
    let allowed = range.first?.isLetter == true ? range : "in \(range)"
    return "\(name) must be \(allowed), but is \(brief(value))"
  }
}

/// The shortest decimal that reads back as the number, without a trailing `.0`.
public func brief(_ value: Double) -> String {
  value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
}
