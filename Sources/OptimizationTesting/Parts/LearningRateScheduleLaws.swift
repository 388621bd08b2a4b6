public import Optimization

/// The laws of a schedule: those of compositions, with the plainest parts of the other roles around it,
/// and those of any part.
///
/// To check it together with other parts, put it into a composition for `CompositionLaws`.
public struct LearningRateScheduleLaws: Sendable {
  private let laws: CompositionLaws

  /// Creates a checker.
  ///
  /// - Parameter laws: the laws of compositions, and how many cases are drawn; left out, all.
  public init(_ laws: CompositionLaws = CompositionLaws()) {
    self.laws = laws
  }

  /// Checks all laws.
  ///
  /// - Parameter part: the schedule.
  /// - Throws: a `LawViolation` with the smallest case found; `OptimizerError` where a
  ///   hyper-parameter is out of range.
  public func check(_ part: some LearningRateSchedule) throws {
    var composition = Composition.plain
    composition.schedule = part
    try laws.check(composition)
    try checkData(part, in: composition)
    try checkRates(part, in: composition)
  }
}

/// The steps that schedules are asked for.
private let askedSteps = [1, 2, 3, 10, 99, 100, 101, 1_000_000]

/// Throws where a learning rate is no rate, exceeds the peak, or depends on what was asked before.
///
/// Silent about schedules that take sums, which have no rate without a step.
private func checkRates(_ part: some LearningRateSchedule, in composition: Composition) throws {
  if composition.listens { return }
  let rates = askedSteps.map(part.learningRate)
  let again = askedSteps.reversed().map(part.learningRate)
  guard rates == again.reversed() else {
    throw LawViolation("a schedule is a function of the step", composition, "\(rates), \(again)")
  }
  for (step, rate) in zip(askedSteps, rates) {
    guard rate >= 0, rate.isFinite else {
      throw LawViolation("a learning rate is in 0...", composition, "step \(step): \(rate)")
    }
    guard let peak = part.peakLearningRate, rate > peak * (1 + 1e-12) else { continue }
    throw LawViolation(
      "no learning rate exceeds the peak", composition, "step \(step): \(rate), above \(peak)")
  }
}
