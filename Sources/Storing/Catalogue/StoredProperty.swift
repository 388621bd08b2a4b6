import Optimization

/// A stored property of a part: a hyper-parameter, or a part inside.
struct StoredProperty {
  /// The name, as coding has it.
  let name: String

  private let stored: any Codable

  /// The properties of a part, in order.
  static func all(of part: any Component) -> [StoredProperty] {
    Mirror(reflecting: part).children.compactMap { child in
      guard let label = child.label, let stored = child.value as? any Codable else { return nil }
      // The storage of a property wrapper has a name of its own.
      let name = stored is any PartHolder ? String(label.drop { $0 == "_" }) : label
      return StoredProperty(name: name, stored: stored)
    }
  }

  /// The hyper-parameters of a part and of the parts inside it, with the checks of their parts.
  static func leaves(of part: any Component) -> [StoredProperty] {
    all(of: part).flatMap { $0.inner.map { leaves(of: $0) } ?? [$0] }
  }

  /// The types of a part and of the parts inside it.
  static func types(in part: any Component) -> [ObjectIdentifier] {
    [ObjectIdentifier(type(of: part))]
      + all(of: part).compactMap(\.inner).flatMap { types(in: $0) }
  }

  private init(name: String, stored: any Codable) {
    self.name = name
    self.stored = stored
  }

  /// The part inside.
  var inner: (any Component)? { (stored as? any PartHolder)?.component }

  /// The value; null where a part is.
  var value: FieldValue {
    inner == nil ? (try? FieldValue(encoding: stored, by: Catalogue())) ?? .null : .null
  }

  /// The entry's field.
  ///
  /// - Parameters:
  ///   - isRequired: whether a recipe must give it.
  ///   - checks: those of the part and of the parts inside it.
  /// - Returns: the field.
  func field(isRequired: Bool = false, _ checks: [BoundCheck]) -> CatalogueEntry.Field {
    let ranges = checks.filter { $0.name == name || $0.name.hasPrefix("\(name).") }
      .map { $0.value == nil ? "must \($0.range)" : $0.range }
    let wrapped = (type(of: stored) as? any AnyOptional.Type)?.wrapped
    let words = (wrapped ?? type(of: stored)) as? any (CaseIterable & RawRepresentable<String>).Type
    let holder = stored as? any PartHolder
    return CatalogueEntry.Field(
      name: name, standard: isRequired || holder != nil ? nil : value,
      range: ranges.isEmpty ? nil : ranges.joined(separator: " and "),
      words: words.map { cases(of: $0) + (wrapped == nil ? [] : ["none"]) },
      part: holder.map { type(of: $0).role }, isOptional: wrapped != nil)
  }

  /// Throws where a value has the wrong type, or a number is beyond `Float`.
  func check(_ value: FieldValue, _ place: String) throws(RecipeError) {
    // The largest number of all is how a part says that it has no bound.
    for case .number(let number) in value.elements where number != .greatestFiniteMagnitude {
      if let problem = problem(of: number, as: "\(value)") {
        throw RecipeError("\(place): \(problem)")
      }
    }
    do { try decode(value, like: stored) } catch let DecodingError.typeMismatch(expected, context),
      let DecodingError.valueNotFound(expected, context)
    {
      let found = context.codingPath.isEmpty ? ", but is \(value)" : ""
      throw RecipeError("\(place)\(path(context)): must be \(words(for: expected))\(found)")
    } catch let DecodingError.dataCorrupted(context) {
      throw RecipeError("\(place)\(path(context)): \(context.debugDescription)")
    } catch { throw RecipeError("\(place): \(error)") }
  }

  private func decode<Value: Codable>(_ value: FieldValue, like stored: Value) throws {
    _ = try value.decode(Value.self, by: Catalogue())
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

/// What a value of a type is called to somebody who writes JSON.
package func words(for type: Any.Type) -> String {
  switch type {
  case is Double.Type: "a number"
  case is Int.Type: "a whole number"
  case is Bool.Type: "true or false"
  case is String.Type: "a text"
  case is [Any].Type, is [Double].Type: "a list"
  case is [String: Any].Type: "an object"
  default: "of type \(type)"
  }
}
