import Foundation

/// A value in a recipe, as JSON has it.
public enum FieldValue: Sendable, Hashable {
  /// Nothing, where a hyper-parameter is optional.
  case null
  /// True or false.
  case flag(Bool)
  /// A whole number.
  case integer(Int)
  /// Any other number.
  case number(Double)
  /// A word.
  case text(String)
  /// A list.
  case list([FieldValue])
  /// An object.
  case object([String: FieldValue])
}

extension FieldValue: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let integer = try? container.decode(Int.self) {
      self = .integer(integer)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let list = try? container.decode([FieldValue].self) {
      self = .list(list)
    } else {
      self = .object(try container.decode([String: FieldValue].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .flag(let flag): try container.encode(flag)
    case .integer(let integer): try container.encode(integer)
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .list(let list): try container.encode(list)
    case .object(let object): try container.encode(object)
    }
  }
}

extension FieldValue: CustomStringConvertible {
  /// The value as JSON, with the keys of objects in alphabetical order.
  public var description: String { json(pretty: false) }

  /// The value as JSON, with the keys of objects in alphabetical order.
  ///
  /// - Parameter pretty: whether lines are broken and indented.
  /// - Returns: the text.
  public func json(pretty: Bool = true) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    // Only numbers that are not finite can't be written, and no component accepts one.
    guard let data = try? encoder.encode(self) else { return "null" }
    return String(decoding: data, as: UTF8.self)
  }
}

extension FieldValue {
  /// The JSON of an encodable value, whose inner parts a catalogue describes.
  package init(encoding value: some Encodable, by catalogue: Catalogue) throws {
    let encoder = JSONEncoder()
    Catalogue.key.map { encoder.userInfo[$0] = catalogue }
    self = try JSONDecoder().decode(Self.self, from: encoder.encode(value))
  }

  /// Makes a value of the JSON, whose inner parts a catalogue looks up.
  package func decode<Value: Decodable>(
    _ type: Value.Type, by catalogue: Catalogue
  ) throws -> Value {
    let decoder = JSONDecoder()
    Catalogue.key.map { decoder.userInfo[$0] = catalogue }
    return try decoder.decode(type, from: JSONEncoder().encode(self))
  }

  /// The values of a list, however deep it is nested; the value itself where it is none.
  var elements: [FieldValue] {
    if case .list(let list) = self { list.flatMap(\.elements) } else { [self] }
  }

  /// The fields of an object; none of anything else.
  var fields: [String: FieldValue] {
    if case .object(let fields) = self { fields } else { [:] }
  }

  /// The text of a text; nil of anything else.
  var text: String? {
    if case .text(let text) = self { text } else { nil }
  }
}

extension FieldValue: ExpressibleByBooleanLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral
{
  public init(booleanLiteral value: Bool) { self = .flag(value) }

  public init(floatLiteral value: Double) { self = .number(value) }

  public init(stringLiteral value: String) { self = .text(value) }
}
