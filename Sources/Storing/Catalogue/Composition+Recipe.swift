public import Optimization

extension Composition {
  /// Reads a composition.
  ///
  /// ```swift
  /// let composition = try Composition(
  ///   json: """
  ///     {"recipe": "adamw", "preconditioner": {"beta": 0.99},
  ///      "decay": {"name": "stable", "rate": 5e-4},
  ///      "schedule": {"name": "cosine", "peak": 1e-3, "steps": 100}}
  ///     """, catalogue: .standard)
  /// #expect(composition.decay as? StableWeightDecay == .stable(5e-4))
  /// ```
  ///
  /// A recipe is an object with the fields `transforms` (a list), `moments`, `preconditioner`, `decay`
  /// and `schedule`. Each part is an object with its `name` and its hyper-parameters; those with a
  /// standard value may be left out. With `recipe`, the name of a composition, parts may be left out,
  /// too, and a part without a name changes single fields of the recipe's, also of parts inside it:
  /// `{"recipe": "lamb", "preconditioner": {"base": {"epsilon": 1e-3}}}`.
  ///
  /// `groups` is an object with a recipe for each group that has its own, by the group's name. What such a
  /// recipe leaves out is as in the whole; where it names a recipe of its own, only the schedule is.
  ///
  /// - Parameters:
  ///   - json: the text.
  ///   - catalogue: what names mean.
  /// - Throws: `RecipeError` in one line.
  public init(json: String, catalogue: Catalogue) throws(RecipeError) {
    let value: FieldValue
    do { value = try FieldValue(json: json) } catch { throw RecipeError("the recipe is \(error)") }
    try self.init(value, catalogue: catalogue)
  }

  /// Reads a composition from JSON that has been parsed.
  ///
  /// - Parameters:
  ///   - value: the object.
  ///   - catalogue: what names mean.
  /// - Throws: `RecipeError` in one line.
  public init(_ value: FieldValue, catalogue: Catalogue) throws(RecipeError) {
    try self.init(value, within: nil, catalogue: catalogue)
  }

  /// Reads the composition of all groups, or that of one within it.
  private init(
    _ value: FieldValue, within whole: [String: FieldValue]?, catalogue: Catalogue
  ) throws(RecipeError) {
    guard case .object(var fields) = value else {
      let named = if case .text = value { ", as in {\"recipe\": \(value)}" } else { "" }
      throw RecipeError("a recipe is an object\(named), but is \(value)")
    }
    try Self.requireKnown(fields)
    let name = fields.removeValue(forKey: "recipe")
    let groups = fields.removeValue(forKey: "groups")
    if name != nil, fields["schedule"] == nil { fields["schedule"] = whole?["schedule"] }
    let base =
      try name.map { name throws(RecipeError) in
        try Self.base(name, takesFrom: &fields, catalogue)
      } ?? whole.map { .object($0) }
    let reader = PartReader(fields: fields, base: base, catalogue: catalogue)
    self.init(
      transforms: try reader.transforms(), moments: try reader.part("moments"),
      preconditioner: try reader.part("preconditioner"), decay: try reader.part("decay"),
      schedule: try reader.part("schedule"))
    if let groups { try readGroups(groups, catalogue) }
  }

  /// Refuses fields that no recipe has.
  package static func requireKnown(_ fields: [String: FieldValue]) throws(RecipeError) {
    let known = [
      "recipe", "transforms", "moments", "preconditioner", "decay", "schedule", "groups",
    ]
    for key in fields.keys.sorted() where !known.contains(key) {
      throw RecipeError(unknown(key, "field", among: known))
    }
  }

  private mutating func readGroups(
    _ value: FieldValue, _ catalogue: Catalogue
  ) throws(RecipeError) {
    guard case .object(let recipes) = value else {
      throw RecipeError("groups is an object with a recipe for each, but is \(value)")
    }
    var whole = try otherParts(catalogue: catalogue)
    // Those of the whole act on all groups.
    whole["transforms"] = nil
    whole["schedule"] = try catalogue.value(of: schedule)
    for (name, recipe) in recipes {
      do { groups[name] = try Self(recipe, within: whole, catalogue: catalogue) } catch {
        throw error.within("groups.\(name)")
      }
    }
  }

  /// The composition that a recipe makes with the schedule that is given; without one, its other parts.
  private static func base(
    _ value: FieldValue, takesFrom fields: inout [String: FieldValue], _ catalogue: Catalogue
  ) throws(RecipeError) -> FieldValue {
    guard case .text(let name) = value else {
      throw RecipeError("recipe is the name of a recipe, but is \(value)")
    }
    let recipe = try catalogue.recipe(name)
    let reader = PartReader(fields: fields, base: nil, catalogue: catalogue)
    // What is wrong with the schedule is said when the other parts have been read.
    guard let schedule = try? reader.part("schedule") as any LearningRateSchedule else {
      return .object(try recipe.composition(UnsetSchedule()).otherParts(catalogue: catalogue))
    }
    fields["schedule"] = nil
    return try recipe.composition(schedule).recipe(catalogue: catalogue)
  }

  /// Writes the composition, so that reading it gives an equal one.
  ///
  /// - Parameter catalogue: what names mean.
  /// - Returns: an object.
  /// - Throws: `RecipeError` where the catalogue does not know a part.
  public func recipe(catalogue: Catalogue) throws(RecipeError) -> FieldValue {
    var fields = try otherParts(catalogue: catalogue)
    fields["schedule"] = try catalogue.value(of: schedule)
    if groups.isEmpty { return .object(fields) }
    var recipes: [String: FieldValue] = [:]
    for (name, group) in groups { recipes[name] = try group.recipe(catalogue: catalogue) }
    fields["groups"] = .object(recipes)
    return .object(fields)
  }

  private func otherParts(
    catalogue: Catalogue
  ) throws(RecipeError) -> [String: FieldValue] {
    var fields: [String: FieldValue] = [
      "moments": try catalogue.value(of: moments),
      "preconditioner": try catalogue.value(of: preconditioner),
      "decay": try catalogue.value(of: decay),
    ]
    var list: [FieldValue] = []
    for transform in transforms { list.append(try catalogue.value(of: transform)) }
    if !list.isEmpty { fields["transforms"] = .list(list) }
    return fields
  }
}

extension Optimizer {
  /// Creates an optimizer from a recipe.
  ///
  /// - Parameters:
  ///   - recipe: JSON, as `Composition.init(json:catalogue:)` reads it.
  ///   - catalogue: what names mean.
  /// - Throws: `RecipeError` where the text can't be read, `OptimizerError` where the parts have no
  ///   meaning together.
  public init(recipe: String, catalogue: Catalogue) throws {
    try self.init(try Composition(json: recipe, catalogue: catalogue))
  }
}

/// Stands where a named recipe waits for its schedule.
private struct UnsetSchedule: LearningRateSchedule {
  static let name = "unset"
  var rate: Formula { 0 }
  var peakLearningRate: Double? { 0 }
}

/// Reads parts: what is given, on top of what the named recipe has.
private struct PartReader {
  let fields: [String: FieldValue]
  let base: FieldValue?
  let catalogue: Catalogue

  func part<Part>(_ key: String) throws(RecipeError) -> Part {
    guard let value = merged(key) else {
      throw RecipeError("\(key) must be given: a \(Role(Part.self))")
    }
    do { return try catalogue.part(value) } catch { throw error.within(key) }
  }

  func transforms() throws(RecipeError) -> [any GradientTransform] {
    guard let value = fields["transforms"] ?? base?.fields["transforms"] else { return [] }
    guard case .list(let list) = value else {
      throw RecipeError("transforms: must be a list, but is \(value)")
    }
    var transforms: [any GradientTransform] = []
    for (index, value) in list.enumerated() {
      do { transforms.append(try catalogue.part(value)) } catch {
        throw error.within("transforms[\(index)]")
      }
    }
    return transforms
  }

  private func merged(_ key: String) -> FieldValue? {
    guard let given = fields[key] else { return base?.fields[key] }
    return base?.fields[key].map { $0.changed(by: given) } ?? given
  }
}

extension FieldValue {
  /// What a recipe says in place of this value: a part without a name changes fields of the part that is
  /// there, and of the parts inside it; anything else takes its place.
  package func changed(by given: FieldValue) -> FieldValue {
    guard case .object(let changes) = given, changes["name"] == nil, fields["name"] != nil else {
      return given
    }
    return .object(
      changes.reduce(into: fields) { fields, change in
        let key = fields.keys.first { $0.isSame(as: change.key) } ?? change.key
        fields[key] = fields[key]?.changed(by: change.value) ?? change.value
      })
  }
}
