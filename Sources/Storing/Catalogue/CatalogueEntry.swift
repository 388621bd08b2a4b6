public import Optimization

/// A part that recipes can name: what it is called, its hyper-parameters, and how it is made of them.
///
/// An entry is made from a prototype, which says everything that there is to know:
///
/// ```swift
/// let entry = CatalogueEntry(
///   "rootMeanSquare", RootMeanSquare(), source: "Kingma and Ba, 2015, Algorithm 1")
/// #expect(entry.fields.map(\.name).contains("epsilon"))
/// ```
public struct CatalogueEntry: Sendable {
  /// A hyper-parameter.
  public struct Field: Sendable, Hashable, Codable {
    /// The name in recipes: that of the stored property.
    public let name: String
    /// The value where a recipe leaves it out; nil where it must be given, or is a part.
    public let standard: FieldValue?
    /// The allowed values in mathematical notation; nil where every value of the type is.
    public let range: String?
    /// The role of the part that stands here; nil for a value.
    public let part: Role?

    private enum CodingKeys: String, CodingKey {
      case name, range, part
      // The field's word, which Swift keeps for itself.
      case standard = "default"
    }
  }

  /// The name in recipes, in lower camel case.
  public let name: String

  /// The part with its standard values.
  public let prototype: any Component

  /// The role in the equation.
  public let role: Role

  /// Who wrote the rule down: authors, year, algorithm.
  public let source: String

  /// The hyper-parameters, in the order of the stored properties.
  public let fields: [Field]

  /// The type of a wrapper around given parts; nil for that of the prototype.
  private let type: @Sendable ([String: any Component]) -> (any Component.Type)?

  /// Creates the entry of a part.
  ///
  /// - Parameters:
  ///   - name: in lower camel case, unique among the parts of the role.
  ///   - prototype: the part with its standard values.
  ///   - required: the hyper-parameters that a recipe must give.
  ///   - source: authors, year, algorithm.
  public init(
    _ name: String, _ prototype: any Component, required: Set<String> = [], source: String
  ) {
    self.init(name, prototype, required: required, parts: [:], source: source) { _ in nil }
  }

  /// Creates the entry of a wrapper: a generic part around other parts.
  ///
  /// - Parameters:
  ///   - name: in lower camel case, unique among the parts of the role.
  ///   - prototype: a wrapper with its standard values around any parts.
  ///   - required: the hyper-parameters that a recipe must give.
  ///   - parts: the stored properties that are parts, with their roles.
  ///   - source: authors, year, algorithm.
  ///   - type: the type of the wrapper around given parts; nil for that of the prototype.
  public init(
    _ name: String, _ prototype: any Component, required: Set<String> = [],
    parts: [String: Role], source: String,
    type: @escaping @Sendable ([String: any Component]) -> (any Component.Type)?
  ) {
    guard let role = Role(of: prototype) else {
      fatalError("\(name): a part must have one of the five roles")
    }
    self.name = name
    self.prototype = prototype
    self.role = role
    self.source = source
    self.type = type
    let values = (try? FieldValue(encoding: prototype).fields) ?? [:]
    let checks = prototype.checks
    let order = Mirror(reflecting: prototype).children.compactMap(\.label)
    fields = order.filter { values[$0] != nil || parts[$0] != nil }.map { field in
      Field(
        name: field,
        standard: required.contains(field) || parts[field] != nil ? nil : values[field],
        range: checks.last { $0.name == field || $0.name.hasPrefix("\(field).") }?.range, part: parts[field])
    }
  }
}

extension CatalogueEntry {
  /// The bare name of the part's type, which tells whose entry a part is.
  var typeName: String { bareTypeName(prototype) }

  /// Makes the part that an object of a recipe describes.
  ///
  /// - Parameters:
  ///   - given: the fields without `name`.
  ///   - catalogue: where the parts inside a wrapper are looked up.
  /// - Returns: the part.
  /// - Throws: `RecipeError` with the field, the rule and the value.
  func part(
    _ given: [String: FieldValue], catalogue: Catalogue
  ) throws(RecipeError) -> any Component {
    var values: [String: FieldValue] = [:]
    var parts: [String: any Component] = [:]
    for key in given.keys.sorted() where !fields.contains(where: { $0.name == key }) {
      throw RecipeError("\(name): \(unknown(key, "field", among: fields.map(\.name)))")
    }
    for field in fields {
      guard let value = given[field.name] ?? field.standard else {
        throw RecipeError("\(name): \(field.name) must be given")
      }
      guard let role = field.part else {
        values[field.name] = value
        continue
      }
      do {
        let part = try catalogue.part(value, role: role)
        parts[field.name] = part
        values[field.name] = try? FieldValue(encoding: part)
      } catch { throw error.within("\(name).\(field.name)") }
    }
    return try decode(values, type(parts) ?? Swift.type(of: prototype))
  }

  private func decode(
    _ values: [String: FieldValue], _ type: any Component.Type
  ) throws(RecipeError) -> any Component {
    let part: any Component
    do {
      part = try FieldValue.object(values).decode(type)
    } catch let DecodingError.typeMismatch(expected, context),
      let DecodingError.valueNotFound(expected, context)
    {
      throw RecipeError("\(name)\(path(context)): must be of type \(expected)")
    } catch let DecodingError.dataCorrupted(context) {
      throw RecipeError("\(name)\(path(context)): \(context.debugDescription)")
    } catch {
      throw RecipeError("\(name): \(error)")
    }
    if let broken = part.checks.first(where: { !$0.holds }) {
      throw RecipeError("\(name): \(broken)")
    }
    return part
  }

  private func path(_ context: DecodingError.Context) -> String {
    context.codingPath.map { ".\($0.stringValue)" }.joined()
  }
}

/// The name of a part's type without the types of parts inside.
func bareTypeName(_ part: any Component) -> String {
  String(describing: type(of: part)).split(separator: "<").first.map(String.init) ?? ""
}
