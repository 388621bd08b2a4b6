import Optimization

/// A stored property of a part: a hyper-parameter, or a part inside.
struct StoredProperty {
  /// The name, as coding has it.
  let name: String

  /// The value; null where a part is.
  let value: FieldValue

  /// Who holds the part inside.
  let holder: (any PartHolder)?

  /// The allowed values in mathematical notation.
  let range: String?

  private let type: any Any.Type
  private let decode: (FieldValue) throws -> Void

  /// The properties of a part, in order.
  static func all(of part: any Component) -> [StoredProperty] {
    let checks = part.ownChecks
    return Mirror(reflecting: part).children.compactMap { child in
      guard let label = child.label, let value = child.value as? any Codable else { return nil }
      return StoredProperty(label, value, checks)
    }
  }

  /// The hyper-parameters of a part and of the parts inside it.
  static func leaves(of part: any Component) -> [StoredProperty] {
    all(of: part).flatMap { $0.holder.map { leaves(of: $0.component) } ?? [$0] }
  }

  /// The types of a part and of the parts inside it.
  static func types(in part: any Component) -> [ObjectIdentifier] {
    [ObjectIdentifier(Swift.type(of: part))]
      + all(of: part).compactMap(\.holder).flatMap { types(in: $0.component) }
  }

  private init<Value: Codable>(_ label: String, _ value: Value, _ checks: [BoundCheck]) {
    holder = value as? any PartHolder
    // The storage of a property wrapper.
    let name = holder == nil ? label : label.drop { $0 == "_" }.description
    self.name = name
    self.value =
      holder == nil ? (try? FieldValue(encoding: value, by: Catalogue())) ?? .null : .null
    type = Value.self
    decode = { _ = try $0.decode(Value.self, by: Catalogue()) }
    let ranges = checks.filter { $0.name == name || $0.name.hasPrefix("\(name).") }
      .map { $0.value == nil ? "must \($0.range)" : $0.range }
    range = ranges.isEmpty ? nil : ranges.joined(separator: " and ")
  }

  /// The entry's field.
  func field(standard: FieldValue?) -> CatalogueEntry.Field {
    let wrapped = (type as? any AnyOptional.Type)?.wrapped
    let words = (wrapped ?? type) as? any (CaseIterable & RawRepresentable<String>).Type
    return CatalogueEntry.Field(
      name: name, standard: holder == nil ? standard : nil, range: range,
      words: words.map { cases(of: $0) + (wrapped == nil ? [] : ["none"]) },
      part: holder.map { Swift.type(of: $0).role }, isOptional: wrapped != nil)
  }

  /// Throws where a value has the wrong type.
  func check(_ value: FieldValue, _ place: String) throws(RecipeError) {
    do {
      try decode(value)
    } catch let DecodingError.typeMismatch(expected, context),
      let DecodingError.valueNotFound(expected, context)
    {
      throw RecipeError("\(place)\(path(context)): must be of type \(expected)")
    } catch let DecodingError.dataCorrupted(context) {
      throw RecipeError("\(place)\(path(context)): \(context.debugDescription)")
    } catch { throw RecipeError("\(place): \(error)") }
  }

  private func path(_ context: DecodingError.Context) -> String {
    context.codingPath.map { ".\($0.stringValue)" }.joined()
  }
}

private func cases<Words: CaseIterable & RawRepresentable<String>>(of type: Words.Type) -> [String]
{
  type.allCases.map(\.rawValue)
}

private protocol AnyOptional {
  static var wrapped: any Any.Type { get }
}

extension Optional: AnyOptional {
  fileprivate static var wrapped: any Any.Type { Wrapped.self }
}
