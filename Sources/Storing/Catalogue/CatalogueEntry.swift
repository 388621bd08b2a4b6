import Kernels
public import Optimization

/// A part that recipes can name: what it is called, its hyper-parameters, and how it is made of them.
///
/// An entry is made from a prototype, which says everything that there is to know:
///
/// ```swift
/// let entry = CatalogueEntry(
///   "rootMeanSquare", flattening: Divided.rootMeanSquare(), source: "Kingma and Ba, 2015")
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
  public private(set) var fields: [Field]

  /// Where the fields are, of an entry that shows those of the values inside its prototype.
  private var paths: [String: [String]] = [:]

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
        range: checks.last { $0.name == field || $0.name.hasPrefix("\(field).") }?.range,
        part: parts[field])
    }
  }
}

extension CatalogueEntry {
  /// Creates the entry of a part under another name, with the fields of the values inside it as its own.
  ///
  /// `rootMeanSquare` is a division, whose β stands in what it keeps and whose ε in what it divides by.
  /// A part is written under this name where the values inside it have the same names.
  ///
  /// - Parameters:
  ///   - name: in lower camel case, unique among the parts of the role.
  ///   - prototype: the part with its standard values; the names of the values in it must differ.
  ///   - source: authors, year, algorithm.
  public init(_ name: String, flattening prototype: any Component, source: String) {
    self.init(name, prototype, source: source)
    let checks = prototype.checks
    fields = []
    for (path, value) in FieldValue.object((try? FieldValue(encoding: prototype).fields) ?? [:])
      .leaves
    {
      guard let field = path.last, field != "name" else { continue }
      require(paths[field] == nil, "\(name): two values have the name \(field)")
      paths[field] = path
      let range = checks.last { $0.name == field }?.range
      fields.append(Field(name: field, standard: value, range: range, part: nil))
    }
  }

  /// The fields of this entry for a part that is made of the same values as the prototype; else nil.
  func flattened(_ part: [String: FieldValue]) -> [String: FieldValue]? {
    if paths.isEmpty { return nil }
    let leaves = FieldValue.object(part).leaves
    let own = FieldValue.object((try? FieldValue(encoding: prototype).fields) ?? [:]).leaves
    guard leaves.map(\.path) == own.map(\.path),
      zip(leaves, own).allSatisfy({ $0.path.last != "name" || $0.value == $1.value })
    else { return nil }
    let named = leaves.filter { $0.path.last != "name" }
    return Dictionary(uniqueKeysWithValues: named.map { ($0.path.last ?? "", $0.value) })
  }

  /// The values of the fields where they stand inside the prototype.
  private func nested(_ values: [String: FieldValue]) -> [String: FieldValue] {
    guard !paths.isEmpty else { return values }
    let prototype = FieldValue.object((try? FieldValue(encoding: prototype).fields) ?? [:])
    return values.reduce(prototype) { object, field in
      object.setting(field.value, at: paths[field.key] ?? [])
    }.fields
  }
}

extension FieldValue {
  /// The values that are no objects, in alphabetical order, with the keys that lead to them.
  fileprivate var leaves: [(path: [String], value: FieldValue)] {
    guard case .object(let object) = self else { return [([], self)] }
    return object.sorted { $0.key < $1.key }.flatMap { key, value in
      value.leaves.map { ([key] + $0.path, $0.value) }
    }
  }

  fileprivate func setting(_ value: FieldValue, at path: [String]) -> FieldValue {
    guard let key = path.first else { return value }
    var object = fields
    object[key] = (object[key] ?? .null).setting(value, at: Array(path.dropFirst()))
    return .object(object)
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
    return try decode(nested(values), type(parts) ?? Swift.type(of: prototype))
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
