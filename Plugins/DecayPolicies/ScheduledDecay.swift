public import Optimization
public import Storing

/// Multiplies the share of a decay by a schedule of its own.
///
/// ```text
/// Rₜ = base Rₜ · schedule(t)
/// ```
///
/// ```swift
/// let decay: any DecayPolicy = .decoupled(0.1).scheduled(by: .linear(from: 1, to: 0, steps: 100))
/// #expect(decay.share.value(at: [.t: 51, .η: 1]) == 0.05)
/// ```
///
/// - Source: none; the schedules of weight decay of Caron et al., 2021 (DINO), section 3,
///   <https://arxiv.org/abs/2104.14294>, rise along a cosine.
/// - Differs: nothing.
/// - Edge cases: a constant schedule of 1 changes nothing, bit for bit; where the schedule is 0 nothing
///   decays. `t` is the optimizer's step.
/// - Complexity: that of the decay inside.
public struct ScheduledDecay: DecayModifier {
  public static let name = "scheduled"
  public static let source = "optax, adamw"

  /// The decay that is scheduled.
  @Held public var base: any DecayPolicy

  /// What its share is multiplied by.
  @Held public var schedule: any LearningRateSchedule

  public var bounds: [Bound<Self>] { [.hearsNothing("schedule") { $0.schedule }] }

  public var share: Formula { base.share * schedule.rate }
}

extension DecayPolicy {
  /// The same decay, its share multiplied by a schedule.
  public func scheduled(by schedule: any LearningRateSchedule) -> ScheduledDecay {
    ScheduledDecay(base: self, schedule: schedule).checked()
  }
}
