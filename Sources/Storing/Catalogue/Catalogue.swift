import Kernels
public import Optimization

/// The parts and the recipes that can be named in data.
///
/// A catalogue is a value: adding to it makes another one, and nothing is global. Parts from outside
/// join under names of their own:
///
/// ```swift
/// struct Halving: LearningRateSchedule {
///   static let name = "halving"
///   var rate: Formula { 2 ** -.t }
///   var peakLearningRate: Double? { 1 }
/// }
/// let catalogue = Catalogue.standard.adding(CatalogueEntry(Halving()))
/// let composition = try Composition(
///   json: #"{"recipe": "sgd", "schedule": {"name": "halving"}}"#, catalogue: catalogue)
/// #expect(composition.schedule.learningRate(at: 1) == 0.5)
/// ```
public struct Catalogue: Sendable {
  /// A composition with a name.
  public struct Recipe: Sendable {
    /// The name, in lower case.
    public let name: String

    /// Other names.
    public let aliases: [String]

    /// The learning rate that its source uses; for the schedule, the largest one.
    public let learningRate: Double

    /// The recipes of groups that this one is not for, by their names: vectors have no singular values.
    public let groups: [String: String]

    /// Whose optimizer it is, whose convention, and whose learning rate.
    public let source: String

    /// Makes the composition with a schedule.
    public let composition: @Sendable (any LearningRateSchedule) -> Composition

    /// Creates a recipe.
    ///
    /// - Parameters:
    ///   - name: in lower case, unique among the recipes.
    ///   - learningRate: the one that its source uses.
    ///   - aliases: other names.
    ///   - groups: the recipes of groups that this one is not for.
    ///   - source: whose optimizer it is, and whose convention.
    ///   - composition: makes the composition with a schedule.
    public init(
      _ name: String, _ learningRate: Double, aliases: [String] = [],
      groups: [String: String] = [:], source: String,
      composition: @escaping @Sendable (any LearningRateSchedule) -> Composition
    ) {
      self.name = name
      self.learningRate = learningRate
      self.aliases = aliases
      self.groups = groups
      self.source = source
      self.composition = composition
    }
  }

  /// The parts of all roles.
  public private(set) var entries: [CatalogueEntry]

  /// The named compositions.
  public private(set) var recipes: [Recipe]

  /// Whether parts that are made must be within their bounds.
  private(set) var judges = true

  /// Creates a catalogue.
  ///
  /// - Parameters:
  ///   - entries: parts; the names within a role must differ.
  ///   - recipes: compositions; their names must differ.
  public init(entries: [CatalogueEntry] = [], recipes: [Recipe] = []) {
    self.entries = []
    self.recipes = []
    for entry in entries { add(entry) }
    for recipe in recipes { add(recipe) }
  }
}

extension Catalogue {
  /// The catalogue with one more part.
  public func adding(_ entry: CatalogueEntry) -> Catalogue {
    var copy = self
    copy.add(entry)
    return copy
  }

  /// The catalogue with one more recipe.
  public func adding(_ recipe: Recipe) -> Catalogue {
    var copy = self
    copy.add(recipe)
    return copy
  }

  /// The parts of a role.
  public func entries(_ role: Role) -> [CatalogueEntry] { entries.filter { $0.role == role } }

  /// The recipe of a name; case, hyphens and underscores don't matter.
  ///
  /// - Throws: `RecipeError` where there is none.
  public func recipe(_ name: String) throws(RecipeError) -> Recipe {
    let found = recipes.first { $0.names.contains { $0.isSame(as: name) } }
    if let found { return found }
    throw RecipeError(
      unknown(name, "recipe", among: recipes.map(\.name), or: recipes.flatMap(\.aliases)))
  }

  /// The part that a name means among those of a role, and the fields that the name fixes.
  package func entry(
    _ name: String, role: Role
  ) throws(RecipeError) -> (entry: CatalogueEntry, fixed: [String: FieldValue]) {
    let candidates = entries(role)
    for entry in candidates { if let fixed = entry.fixed(by: name) { return (entry, fixed) } }
    if let other = entries.first(where: { $0.fixed(by: name) != nil }) {
      throw RecipeError("\(name) is no \(role), but a \(other.role)")
    }
    throw RecipeError(
      unknown(
        name, role.name, among: candidates.map(\.name), or: candidates.flatMap(\.aliases.keys)))
  }

  /// The entry of a part by its type.
  func entry(of part: any Component) -> CatalogueEntry? {
    entries.first { !$0.isFlat && type(of: $0.prototype) == type(of: part) }
  }

  /// The same, for parts whose bounds somebody else judges.
  var withoutJudgement: Catalogue {
    var copy = self
    copy.judges = false
    return copy
  }

  private mutating func add(_ entry: CatalogueEntry) {
    for other in entries where other.role == entry.role {
      for name in entry.names {
        require(
          other.fixed(by: name) == nil, "Catalogue: \(name) is taken by another \(entry.role)")
      }
    }
    entries.append(entry)
  }

  private mutating func add(_ recipe: Recipe) {
    for name in recipe.names {
      require((try? self.recipe(name)) == nil, "Catalogue: \(name) is taken")
    }
    recipes.append(recipe)
  }
}

extension Catalogue.Recipe {
  fileprivate var names: [String] { [name] + aliases }
}

extension Catalogue {
  /// Makes the part that a value of a recipe describes: `{"name": …}` with fields, or the name alone.
  ///
  /// - Parameters:
  ///   - value: the object or the name.
  ///   - type: the protocol of the role that the part must have.
  /// - Returns: the part.
  /// - Throws: `RecipeError` with what is wrong and what would be right.
  public func part<Part>(
    _ value: FieldValue, as type: Part.Type = Part.self
  ) throws(RecipeError) -> Part {
    let part = try part(value, role: Role(type))
    guard let part = part as? Part else {
      throw RecipeError("\(Swift.type(of: part)) is no \(Role(type))")
    }
    return part
  }

  /// Makes the part that a value of a recipe describes.
  ///
  /// - Parameters:
  ///   - value: the object or the name.
  ///   - role: the role that the part must have.
  /// - Returns: the part.
  /// - Throws: `RecipeError` with what is wrong and what would be right.
  public func part(_ value: FieldValue, role: Role) throws(RecipeError) -> any Component {
    var fields = value.fields
    guard let name = value.text ?? fields.removeValue(forKey: "name")?.text else {
      throw RecipeError("a \(role) is an object with a name, but is \(value)")
    }
    let (entry, fixed) = try entry(name, role: role)
    for key in fixed.keys where fields[key] != nil {
      throw RecipeError("\(name): \(key) can't be given, because the name says it")
    }
    return try entry.part(fields.merging(fixed) { $1 }, catalogue: self)
  }

  /// Describes a part, as `part(_:as:)` reads it.
  ///
  /// - Parameter part: a part whose type has an entry, as have the types of parts inside it.
  /// - Returns: an object with the part's name and its fields.
  /// - Throws: `RecipeError` where the catalogue has no entry for the part's type.
  public func value(of part: any Component) throws(RecipeError) -> FieldValue {
    for named in entries where named.role == type(of: part).role {
      guard var fields = named.flattened(part) else { continue }
      fields["name"] = .text(named.name)
      return .object(fields)
    }
    guard let entry = entry(of: part) else {
      throw RecipeError("the catalogue has no entry for \(type(of: part))")
    }
    do {
      var fields = try FieldValue(encoding: part, by: self).fields
      // What is nil isn't encoded, and would be read as the standard value.
      for field in entry.fields where field.isOptional && fields[field.name] == nil {
        fields[field.name] = .null
      }
      fields["name"] = .text(entry.name)
      return .object(fields)
    } catch let error as RecipeError {
      throw error
    } catch { throw RecipeError("\(type(of: part)) can't be written as JSON") }
  }
}
