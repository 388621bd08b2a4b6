import Kernels
public import Optimization

/// A part that recipes can name: what it is called, its hyper-parameters, and how it is made of them.
///
/// An entry is made from a prototype, which says everything that there is to know. Other names may fix
/// some of the fields:
///
/// ```swift
/// let entry = CatalogueEntry(
///   HeavyBall.heavyBall(beta: 0.9), aliases: ["momentum": [:], "nesterov": ["nesterov": true]])
/// #expect(entry.name == "heavyBall")
/// #expect(entry.fields.map(\.name) == ["beta", "dampening", "nesterov", "rateInside"])
/// ```
public struct CatalogueEntry: Sendable {
  /// A hyper-parameter.
  public struct Field: Sendable, Hashable {
    /// The name in recipes: that of the stored property.
    public let name: String
    /// The value where a recipe leaves it out; nil where it must be given, or is a part.
    public let standard: FieldValue?
    /// The allowed values in mathematical notation; nil where every value of the type is.
    public let range: String?
    /// The words that may stand here, `none` for nothing; nil where it is no word.
    public let words: [String]?
    /// The role of the part that stands here; nil for a value.
    public let part: Role?
    /// Whether there may be nothing.
    let isOptional: Bool
  }

  /// One of the compositions that a name stands for.
  public struct Form: Sendable {
    /// The value of the field that chooses it.
    let choice: FieldValue
    /// The composition with its standard values.
    let prototype: any Component
    /// The fields that have one value in this form.
    let fixed: Set<String>

    /// Creates a form.
    ///
    /// - Parameters:
    ///   - choice: the value of the field that chooses it.
    ///   - prototype: the composition with its standard values.
    ///   - fixed: the fields that have one value in this form, that of the prototype.
    public init(_ choice: FieldValue, _ prototype: any Component, fixing fixed: Set<String> = []) {
      self.choice = choice
      self.prototype = prototype
      self.fixed = fixed
    }
  }

  /// The name in recipes, in lower camel case.
  public let name: String

  /// The part with its standard values.
  public let prototype: any Component

  /// Who wrote the rule down: authors, year, algorithm.
  public let source: String

  /// Other names, and the fields that they fix.
  public let aliases: [String: [String: FieldValue]]

  /// The hyper-parameters, in the order of the stored properties.
  public private(set) var fields: [Field]

  /// The compositions that the name stands for; none for a part of its own.
  private var forms: [Form] = []

  /// The field that chooses a form.
  private var chooser: String?

  /// The role in the equation, or in another part.
  public var role: Role { type(of: prototype).role }

  /// Creates the entry of a part.
  ///
  /// - Parameters:
  ///   - prototype: the part with its standard values, around any parts.
  ///   - required: the hyper-parameters that a recipe must give.
  ///   - aliases: other names of the part, with the fields that they fix.
  public init(
    _ prototype: any Component, required: Set<String> = [],
    aliases: [String: [String: FieldValue]] = [:]
  ) {
    name = type(of: prototype).name
    source = type(of: prototype).source
    self.prototype = prototype
    self.aliases = aliases
    // Those of parts inside may have the same names.
    let checks = prototype.ownChecks
    fields = StoredProperty.all(of: prototype).map {
      $0.field(isRequired: required.contains($0.name), checks)
    }
  }

  /// Creates the entry of a composition that has a name, and the fields of all parts inside it.
  ///
  /// `rootMeanSquare` is a division, whose β stands in what it keeps and whose ε in what it divides by.
  /// A part that is made of the same types is written under this name.
  ///
  /// - Parameters:
  ///   - name: in lower camel case, unique among the parts of the role.
  ///   - chooser: the field that chooses a form, where there are several.
  ///   - forms: the compositions, the standard one first; the names of the values in one must differ.
  ///   - aliases: other names, with the fields that they fix.
  ///   - source: authors, year, algorithm.
  public init(
    _ name: String, choosing chooser: String, among forms: [Form],
    aliases: [String: [String: FieldValue]] = [:], source: String
  ) {
    require(!forms.isEmpty, "\(name): a form must be given")
    self.init(name, flattening: forms[0].prototype, aliases: aliases, source: source)
    self.forms = forms
    self.chooser = chooser
    let words = forms.map { $0.choice.text ?? "none" }
    let isFlag = forms.contains { if case .flag = $0.choice { true } else { false } }
    fields = []
    for form in forms {
      for leaf in StoredProperty.leaves(of: form.prototype)
      where !form.fixed.contains(leaf.name) && !fields.contains(where: { $0.name == leaf.name }) {
        fields.append(leaf.field(form.prototype.checks))
      }
    }
    fields.append(
      Field(
        name: chooser, standard: forms[0].choice, range: nil, words: isFlag ? nil : words,
        part: nil, isOptional: words.contains("none")))
  }

  /// Creates the entry of a composition that has a name, and the fields of all parts inside it.
  ///
  /// - Parameters:
  ///   - name: in lower camel case, unique among the parts of the role.
  ///   - prototype: the composition with its standard values; the names of the values must differ.
  ///   - aliases: other names, with the fields that they fix.
  ///   - source: authors, year, algorithm.
  public init(
    _ name: String, flattening prototype: any Component,
    aliases: [String: [String: FieldValue]] = [:], source: String
  ) {
    self.name = name
    self.source = source
    self.prototype = prototype
    self.aliases = aliases
    forms = [Form(.null, prototype)]
    let leaves = StoredProperty.leaves(of: prototype)
    require(
      Set(leaves.map(\.name)).count == leaves.count, "\(name): two values have the same name")
    fields = leaves.map { $0.field(prototype.checks) }
  }
}

extension CatalogueEntry {
  /// Whether the fields are those of parts inside.
  var isFlat: Bool { !forms.isEmpty }

  /// The names that people may write.
  var names: [String] { [name] + aliases.keys.sorted() }

  /// The fields that a name fixes; nil where it is none of this entry.
  ///
  /// Case, hyphens and underscores don't matter.
  package func fixed(by name: String) -> [String: FieldValue]? {
    if self.name.isSame(as: name) { return [:] }
    return aliases.first { $0.key.isSame(as: name) }?.value
  }

  /// The fields of this entry for a composition that is made of the same types as a form; else nil.
  func flattened(_ part: any Component) -> [String: FieldValue]? {
    let types = StoredProperty.types(in: part)
    for form in forms where types == StoredProperty.types(in: form.prototype) {
      let leaves = StoredProperty.leaves(of: part)
      let own = StoredProperty.leaves(of: form.prototype)
      guard zip(leaves, own).allSatisfy({ !form.fixed.contains($0.name) || $0.value == $1.value })
      else { continue }
      var values = leaves.filter { !form.fixed.contains($0.name) }
        .reduce(into: [:]) { $0[$1.name] = $1.value }
      if let chooser { values[chooser] = form.choice }
      return values
    }
    return nil
  }

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
    let given = try canonical(given)
    guard let form = try form(for: given) else {
      var values: [String: FieldValue] = [:]
      for property in StoredProperty.all(of: prototype) {
        let standard = fields.first { $0.name == property.name }?.standard
        values[property.name] = try value(of: property, given, standard: standard)
      }
      return try decode(.object(values), type(of: prototype), catalogue)
    }
    let leaves = StoredProperty.leaves(of: form.prototype)
    for (key, value) in given.sorted(by: { $0.key < $1.key }) where key != chooser {
      let own = leaves.first { $0.name == key }?.value
      if let own, own == value || !form.fixed.contains(key) { continue }
      let rule = own.map { "must be \($0)" } ?? "can't be given"
      throw RecipeError("\(name): \(key) \(rule) where \(chooser ?? "") is \(form.choice)")
    }
    let object = try nested(form.prototype, given)
    return try decode(object, type(of: form.prototype), catalogue)
  }

  /// The object of a composition, with the values that are given where they belong.
  private func nested(
    _ part: any Component, _ given: [String: FieldValue]
  ) throws(RecipeError) -> FieldValue {
    var object: [String: FieldValue] = ["name": .text(type(of: part).name)]
    for property in StoredProperty.all(of: part) {
      if let inner = property.inner {
        object[property.name] = try nested(inner, given)
      } else {
        object[property.name] = try value(of: property, given, standard: property.value)
      }
    }
    return .object(object)
  }

  /// The form that the fields choose; nil for a part of its own.
  private func form(for given: [String: FieldValue]) throws(RecipeError) -> Form? {
    guard let chooser, let choice = given[chooser] else { return forms.first }
    if let form = forms.first(where: { $0.choice == choice }) { return form }
    throw RecipeError("\(name): \(chooser) must be true or false, but is \(choice)")
  }

  /// The fields by their own names, and words as they are written here.
  private func canonical(
    _ given: [String: FieldValue]
  ) throws(RecipeError) -> [String: FieldValue] {
    var values: [String: FieldValue] = [:]
    let fixed = forms.flatMap { StoredProperty.leaves(of: $0.prototype) }
    for (key, value) in given.sorted(by: { $0.key < $1.key }) {
      let names = fields.map(\.name) + fixed.map(\.name)
      guard let field = names.first(where: { $0.isSame(as: key) }) else {
        throw RecipeError("\(name): \(unknown(key, "field", among: fields.map(\.name)))")
      }
      guard values[field] == nil else { throw RecipeError("\(name): \(field) is given twice") }
      values[field] = try word(value, fields.first { $0.name == field })
    }
    return values
  }

  /// A word as it is written here, and any other value as it is.
  private func word(_ value: FieldValue, _ field: Field?) throws(RecipeError) -> FieldValue {
    guard let field else { return value }
    if field.isOptional, value == .null || value.text?.isSame(as: "none") == true { return .null }
    guard let words = field.words else { return value }
    if let word = words.first(where: { value.text?.isSame(as: $0) == true }) { return .text(word) }
    let list = words.joined(separator: ", ")
    throw RecipeError("\(name): \(field.name) must be one of \(list), but is \(value)")
  }

  private func value(
    of property: StoredProperty, _ given: [String: FieldValue], standard: FieldValue?
  ) throws(RecipeError) -> FieldValue {
    guard let value = given[property.name] ?? standard else {
      throw RecipeError("\(name): \(property.name) must be given")
    }
    if property.inner == nil, given[property.name] != nil {
      try property.check(value, "\(name).\(property.name)")
    }
    return value
  }

  private func decode(
    _ object: FieldValue, _ type: any Component.Type, _ catalogue: Catalogue
  ) throws(RecipeError) -> any Component {
    let part: any Component
    do {
      part = try object.decode(type, by: isFlat ? catalogue.withoutJudgement : catalogue)
    } catch { throw RecipeError(error is RecipeError ? "\(name)\(error)" : "\(name): \(error)") }
    if catalogue.judges, let broken = part.checks.first(where: { !$0.holds }) {
      throw RecipeError("\(name): \(broken)")
    }
    return part
  }
}

extension String {
  /// Whether two names differ in case, hyphens and underscores alone.
  package func isSame(as other: String) -> Bool { plain == other.plain }

  private var plain: String { lowercased().filter { $0.isLetter || $0.isNumber } }
}
