public import Optimization
public import Storing

/// Warms another schedule up as fast as a second moment can be trusted: RAdam's rectification as a
/// learning rate.
///
/// ```text
/// ρ∞ = 2 / (1 − β) − 1
/// ρₜ = ρ∞ − 2 t βᵗ / (1 − βᵗ)
/// rₜ = √((ρₜ − 4) (ρₜ − 2) ρ∞ / ((ρ∞ − 4) (ρ∞ − 2) ρₜ))
/// η(t) = base(t) · rₜ                   where ρₜ > threshold
///        base(t), or silent: 0          else
/// ```
///
/// ```swift
/// let schedule: any LearningRateSchedule = .constant(0.1).warmedUp(rectifying: 0.999)
/// #expect(schedule.learningRate(at: 4) == 0)
/// #expect(schedule.learningRate(at: 5) > 0 && schedule.learningRate(at: 5) < 0.01)
/// ```
///
/// - Source: Liu et al., ICLR 2020, Algorithm 2, <https://arxiv.org/abs/1908.03265>; as a learning rate
///   in the code of Defazio et al., 2024, <https://github.com/facebookresearch/schedule_free>.
/// - Differs: nothing from that code, whose threshold is 4.
/// - Edge cases: a β too small ever to reach the threshold is refused.
/// - Complexity: that of the base.
public struct RectifiedWarmUp: ScheduleModifier {
  public static let name = "rectifiedWarmUp"
  public static let source =
    "Liu et al., 2020, Algorithm 2; Defazio et al., 2024, the authors' code"

  /// What is warmed up.
  @Held public var base: any LearningRateSchedule

  /// β₂ of the second moment, so large that ρ∞ is above the threshold, below 1.
  public let beta: Double

  /// What ρ must be above, in `4...`.
  public let threshold: Double

  /// Whether the learning rate is 0 until then.
  public let silent: Bool

  public var bounds: [Bound<Self>] {
    [.baseHearsNothing] + rectification.bounds(\.beta, \.threshold)
  }

  public var rate: Formula {
    let length = rectification.length(at: .t)
    let start: Formula = silent ? 0 : length .<= Formula(threshold)
    return base.rate * (rectification.factor(length) + start)
  }

  private var rectification: Rectification { Rectification(beta: beta, threshold: threshold) }
}

extension LearningRateSchedule {
  /// The same schedule, warmed up as fast as a second moment of this β₂ can be trusted.
  public func warmedUp(
    rectifying beta: Double, threshold: Double = 4, silent: Bool = true
  ) -> RectifiedWarmUp {
    RectifiedWarmUp(base: self, beta: beta, threshold: threshold, silent: silent).checked()
  }
}
