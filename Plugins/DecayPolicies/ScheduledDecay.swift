public import Optimization

/// Multiplies the rate of a decay by a schedule of its own.
///
/// ```text
/// Rₜ = base Rₜ · schedule(t)
/// ```
///
/// ```swift
/// let decay = DecoupledDecay(rate: 0.1).scheduled(by: .linear(from: 1, to: 0, steps: 100))
/// #expect(decay.rate(at: DecayContext(step: 51, learningRate: 1)) == 0.05)
/// ```
///
/// - Source: none; the schedules of weight decay of Caron et al., 2021 (DINO), section 3,
///   <https://arxiv.org/abs/2104.14294>, rise along a cosine.
/// - Differs: nothing.
/// - Edge cases: a constant schedule of 1 changes nothing, bit for bit; where the schedule is 0 nothing
///   decays. `t` is the optimizer's step.
/// - Complexity: that of the decay inside.
public struct ScheduledDecay<Base: DecayPolicy, Schedule: LearningRateSchedule>: DecayModifier {
  /// The decay that is scheduled.
  public let base: Base

  /// What its rate is multiplied by.
  public let schedule: Schedule

  /// Creates the decay.
  ///
  /// - Parameters:
  ///   - base: the decay that is scheduled.
  ///   - schedule: what its rate is multiplied by; one that follows no metric.
  public init(_ base: Base, by schedule: Schedule) {
    self.base = base
    self.schedule = schedule
    requireValid()
  }

  public var rules: [Rule] { base.rules + schedule.rules(inside: "schedule") }

  public func rate(at step: DecayContext) -> Double {
    base.rate(at: step) * schedule.learningRate(at: step.step)
  }

  public func rateFormula(gain: String) -> String {
    "\(base.rateFormula(gain: gain))·\(schedule.formula("t"))"
  }
}

extension DecayPolicy {
  /// The same decay, its rate multiplied by a schedule.
  public func scheduled<Schedule: LearningRateSchedule>(
    by schedule: Schedule
  ) -> ScheduledDecay<Self, Schedule> {
    ScheduledDecay(self, by: schedule)
  }
}
