public import Optimization
public import Storing

/// Follows one schedule, and from some step on another, which then begins at its own first step.
///
/// ```text
/// η(t) = first(t)                    for t < step
/// η(t) = second(t − step + 1)        from t = step on
/// ```
///
/// ```swift
/// let schedule: any LearningRateSchedule = .constant(1).then(.constant(0.1), from: 3)
/// #expect((1...4).map(schedule.learningRate) == [1, 1, 0.1, 0.1])
/// ```
///
/// - Source: none; PyTorch's `SequentialLR`, optax's `join_schedules`.
/// - Differs: nothing.
/// - Edge cases: the peak is the larger of the two, whether the first schedule gets there or not.
/// - Complexity: that of the schedule that is followed.
public struct JoinedSchedules:
  LearningRateSchedule
{
  public static let name = "joined"
  public static let source = "optax, join_schedules"

  /// What comes first.
  @Held public var first: any LearningRateSchedule

  /// What follows.
  @Held public var second: any LearningRateSchedule

  /// The first step of what follows, in `1...`.
  public let step: Int

  public var bounds: [Bound<Self>] {
    [
      .hearsNothing("first") { $0.first }, .hearsNothing("second") { $0.second },
      Bound(\.step, in: 1...),
    ]
  }

  public var rate: Formula {
    let p = Numbers(self)
    let later = second.rate.replacing(.t, by: .max(1, .t - (p.step - 1)))
    return (.t .< p.step) * first.rate + (.t .>= p.step) * later
  }

  public var peakLearningRate: Double? {
    guard let a = first.peakLearningRate, let b = second.peakLearningRate else { return nil }
    return max(a, b)
  }
}

extension LearningRateSchedule {
  /// This schedule, and from a step on another, which then begins at its own first step.
  public func then(_ second: any LearningRateSchedule, from step: Int) -> JoinedSchedules {
    JoinedSchedules(first: self, second: second, step: step).checked()
  }
}
