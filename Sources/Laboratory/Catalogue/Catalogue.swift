package import Descent

/// Every part by its name, for the command line: what there is, and the part that a phrase describes.
package enum Catalogue {
  /// A schedule still without its peak and its length, which all schedules share.
  package typealias ScheduleMaker =
    @Sendable (_ peak: Double, _ steps: Int) -> any LearningRateSchedule

  /// A recipe still without its schedule.
  package typealias RecipeMaker = @Sendable (any LearningRateSchedule) -> Composition

  /// The recipe of a phrase such as `adamw` or `adamw:0.1`.
  package static func recipe(_ text: String) throws(CatalogueError) -> RecipeMaker {
    let phrase = try PartPhrase(text)
    return try recipes.entry(named: phrase.name, as: "optimizer").part(of: phrase)
  }

  /// The transform of a phrase such as `clip-norm:1`.
  package static func transform(_ text: String) throws(CatalogueError) -> any GradientTransform {
    let phrase = try PartPhrase(text)
    return try transforms.entry(named: phrase.name, as: "transform").part(of: phrase)
  }

  /// The moment estimator of a phrase such as `heavy-ball:0.9`.
  package static func moments(_ text: String) throws(CatalogueError) -> any MomentEstimator {
    let phrase = try PartPhrase(text)
    return try momentEstimators.entry(named: phrase.name, as: "moment estimator").part(of: phrase)
  }

  /// The preconditioner of a phrase such as `root-mean-square:0.999`.
  package static func preconditioner(
    _ text: String
  ) throws(CatalogueError) -> any Preconditioner {
    let phrase = try PartPhrase(text)
    return try preconditioners.entry(named: phrase.name, as: "preconditioner").part(of: phrase)
  }

  /// The decay of a phrase such as `stable:5e-4,until=4000`.
  ///
  /// Every decay takes a window: `from` is the first step that decays, `until` the first that no
  /// longer does.
  package static func decay(_ text: String) throws(CatalogueError) -> any DecayPolicy {
    var phrase = try PartPhrase(text)
    let first = try step("from", of: &phrase) ?? 1
    let end = try step("until", of: &phrase) ?? Int.max
    guard first <= end else {
      throw CatalogueError("\(text): until must be in \(first)..., but is \(end)")
    }
    let decay = try decayPolicies.entry(named: phrase.name, as: "decay").part(of: phrase)
    return first == 1 && end == .max ? decay : windowed(decay, first..<end)
  }

  /// The schedule of a phrase such as `cosine` or `step:0.1,30`.
  package static func schedule(_ text: String) throws(CatalogueError) -> ScheduleMaker {
    let phrase = try PartPhrase(text)
    return try schedules.entry(named: phrase.name, as: "schedule").part(of: phrase)
  }

  private static func step(
    _ key: String, of phrase: inout PartPhrase
  ) throws(CatalogueError) -> Int? {
    guard let text = phrase.remove(key) else { return nil }
    return Int(try Hyperparameter(steps: key).value(of: text))
  }

  private static func windowed(
    _ decay: some DecayPolicy, _ steps: Range<Int>
  ) -> any DecayPolicy {
    decay.between(steps)
  }
}
