package import Descent

/// The parts that laws compare with each other.
///
/// A test puts a broken one in the place of one of them,
/// and the law must notice.
package struct StandardParts: Sendable {
  /// A decay of a rate.
  package typealias Decay = @Sendable (Double) -> any DecayPolicy

  package var l2: Decay = { .coupled($0) }
  package var decoupled: Decay = { .decoupled($0) }
  package var stable: Decay = { .stable($0) }
  package var vanilla: Decay = { .vanilla($0) }
  package var independent: Decay = { .independent($0) }
  package var corrected: Decay = { .corrected($0) }

  /// A decay during some steps only.
  package var window: @Sendable (any DecayPolicy, Range<Int>) -> any DecayPolicy = {
    $0.inWindow($1)
  }

  /// A decay times a schedule.
  package var scheduled: @Sendable (any DecayPolicy, any LearningRateSchedule) -> any DecayPolicy =
    {
      $0.times($1)
    }

  /// A constant schedule.
  package var constant: @Sendable (Double) -> any LearningRateSchedule = { .constant($0) }

  /// Moment estimators of a β.
  package var averages: [@Sendable (Double) -> any MomentEstimator] = [
    { .exponential(beta: $0) }, { .heavyBall(beta: $0) },
  ]

  /// The preconditioner of Adam, of a β and without ε.
  package var rootMeanSquare: @Sendable (Double) -> any Preconditioner = {
    Divided.rootMeanSquare(beta: $0, epsilon: 0)
  }

  /// What takes one step for several gradients.
  package var accumulating: @Sendable (Optimizer, Int) -> any GroupStepper = {
    $0.accumulating($1)
  }

  /// What goes back a share of its way every few steps.
  package var lookingAhead: @Sendable (Optimizer, Double) -> any GroupStepper = {
    $0.lookahead(period: 1, slowStep: $1)
  }

  /// Creates the parts of the standard catalogue.
  package init() {}
}

extension DecayPolicy {
  fileprivate func inWindow(_ steps: Range<Int>) -> any DecayPolicy { between(steps) }

  fileprivate func times(_ schedule: some LearningRateSchedule) -> any DecayPolicy {
    scheduled(by: schedule)
  }
}
