import Optimization

/// What a law is put to: a composition in a case, with what the training comes to when nothing is
/// changed, which most laws compare with.
struct Trial {
  let composition: Composition
  let drawn: LawCase

  /// The values after each step.
  let plain: [[Float]]

  /// Whether no transform skipped a step.
  let tookAllSteps: Bool

  /// Trains once.
  init(_ composition: Composition, _ drawn: LawCase) throws {
    self.composition = composition
    self.drawn = drawn
    var training = try Training(drawn, composition)
    plain = try training.run()
    tookAllSteps = training.stepper.stepCount == drawn.steps
  }
}
