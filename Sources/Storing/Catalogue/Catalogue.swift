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
/// let catalogue = Catalogue.standard.adding(
///   CatalogueEntry("halving", Halving(), source: "this page"))
/// let composition = try Composition(
///   json: #"{"recipe": "sgd", "schedule": {"name": "halving"}}"#, catalogue: catalogue)
/// #expect(composition.schedule.learningRate(at: 1) == 0.5)
/// ```
public struct Catalogue: Sendable {
  /// A composition with a name.
  public struct Recipe: Sendable {
    /// The name, in lower case.
    public let name: String

    /// Whose optimizer it is, and whose convention.
    public let source: String

    /// Makes the composition with a schedule.
    public let composition: @Sendable (any LearningRateSchedule) -> Composition

    /// Creates a recipe.
    ///
    /// - Parameters:
    ///   - name: in lower case, unique among the recipes.
    ///   - source: whose optimizer it is, and whose convention.
    ///   - composition: makes the composition with a schedule.
    public init(
      _ name: String, source: String,
      composition: @escaping @Sendable (any LearningRateSchedule) -> Composition
    ) {
      self.name = name
      self.source = source
      self.composition = composition
    }
  }

  /// The parts of all roles.
  public private(set) var entries: [CatalogueEntry]

  /// The named compositions.
  public private(set) var recipes: [Recipe]

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

  private mutating func add(_ entry: CatalogueEntry) {
    require(
      !entries.contains { $0.role == entry.role && $0.name == entry.name },
      "Catalogue: \(entry.name) is taken by another \(entry.role.rawValue)")
    entries.append(entry)
  }

  private mutating func add(_ recipe: Recipe) {
    require(
      !recipes.contains { $0.name == recipe.name }, "Catalogue: \(recipe.name) is taken")
    recipes.append(recipe)
  }
}

extension Catalogue {
  /// Makes the part that a value of a recipe describes: `{"name": …}` with fields, or the name alone.
  ///
  /// - Parameters:
  ///   - value: the object or the name.
  ///   - role: the role that the part must have.
  /// - Returns: the part.
  /// - Throws: `RecipeError` with what is wrong and what would be right.
  public func part(_ value: FieldValue, role: Role) throws(RecipeError) -> any Component {
    var fields = value.fields
    let name: String
    if case .text(let text) = value {
      name = text
    } else if case .text(let text)? = fields.removeValue(forKey: "name") {
      name = text
    } else {
      throw RecipeError("a \(role.rawValue) is an object with a name, but is \(value)")
    }
    let candidates = entries(role)
    guard let entry = candidates.first(where: { $0.name == name }) else {
      throw RecipeError(unknown(name, role.rawValue, among: candidates.map(\.name)))
    }
    return try entry.part(fields, catalogue: self)
  }

  /// Describes a part, as `part(_:role:)` reads it.
  ///
  /// - Parameter part: a part whose type has an entry, as have the types of parts inside it.
  /// - Returns: an object with the part's name and its fields.
  /// - Throws: `RecipeError` where the catalogue has no entry for the part's type.
  public func value(of part: any Component) throws(RecipeError) -> FieldValue {
    let typeName = bareTypeName(part)
    guard let entry = entries.first(where: { $0.typeName == typeName }) else {
      throw RecipeError("the catalogue has no entry for \(typeName)")
    }
    guard var fields = try? FieldValue(encoding: part).fields else {
      throw RecipeError("\(typeName) can't be written as JSON")
    }
    for named in entries where named.typeName == typeName {
      guard var flat = named.flattened(fields) else { continue }
      flat["name"] = .text(named.name)
      return .object(flat)
    }
    let children = Mirror(reflecting: part).children
    for field in entry.fields where field.part != nil {
      guard
        let inner = children.first(where: { $0.label == field.name })?.value as? any Component
      else { continue }
      fields[field.name] = try value(of: inner)
    }
    fields["name"] = .text(entry.name)
    return .object(fields)
  }
}
