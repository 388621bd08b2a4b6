public import Optimization
public import Storing

/// Rises in a straight line to the first learning rate of another schedule, and then follows that one.
///
/// ```text
/// η(t) = base(1) · t / steps          for t < steps
/// η(t) = base(t − steps + 1)          from t = steps on
/// ```
///
/// ```swift
/// let schedule: any LearningRateSchedule = .cosine(peak: 1, steps: 10).warmedUp(for: 4)
/// #expect((1...4).map(schedule.learningRate) == [0.25, 0.5, 0.75, 1])
/// ```
///
/// - Source: Goyal et al., 2017, section 2.2, <https://arxiv.org/abs/1706.02677>.
/// - Differs: nothing.
/// - Edge cases: step `steps` has the base's first learning rate, so that the whole lasts
///   `steps − 1` longer than the base; a warm-up of 1 step is none.
/// - Complexity: that of the base.
public struct WarmUp: ScheduleModifier {
  public static let name = "warmedUp"
  public static let source = "Goyal et al., 2017, section 2.2"

  /// What follows.
  @Held public var base: any LearningRateSchedule

  /// The step that first has the base's learning rate, in `1...`.
  public let steps: Int

  public var bounds: [Bound<Self>] { [.baseHearsNothing, Bound(\.steps, in: 1...)] }

  public var rate: Formula {
    let p = Numbers(self)
    let first = Formula(base.learningRate(at: 1))
    let rest = base.rate.replacing(.t, by: .max(1, .t - (p.steps - 1)))
    return (.t .< p.steps) * (first * (.t / p.steps)) + (.t .>= p.steps) * rest
  }
}

extension LearningRateSchedule {
  /// A linear warm-up before the schedule, which begins at step `steps`.
  public func warmedUp(for steps: Int) -> WarmUp {
    WarmUp(base: self, steps: steps).checked()
  }
}
