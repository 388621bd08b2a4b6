public import Optimization

/// Follows one schedule, and from some step on another, which then begins at its own first step.
///
/// ```text
/// η(t) = first(t)                    for t < step
/// η(t) = second(t − step + 1)        from t = step on
/// ```
///
/// ```swift
/// let schedule = ConstantRate(1).then(.constant(0.1), from: 3)
/// #expect((1...4).map(schedule.learningRate) == [1, 1, 0.1, 0.1])
/// ```
///
/// - Source: none; PyTorch's `SequentialLR`, optax's `join_schedules`.
/// - Differs: nothing.
/// - Edge cases: the peak is the larger of the two, whether the first schedule gets there or not.
/// - Complexity: that of the schedule that is followed.
public struct JoinedSchedules<First: LearningRateSchedule, Second: LearningRateSchedule>:
  LearningRateSchedule
{
  /// What comes first.
  public let first: First

  /// What follows.
  public let second: Second

  /// The first step of what follows, in `1...`.
  public let step: Int

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - first: what comes first.
  ///   - second: what follows.
  ///   - step: the first step of what follows, in `1...`.
  public init(_ first: First, then second: Second, from step: Int) {
    self.first = first
    self.second = second
    self.step = step
    requireValid()
  }

  public var rules: [Rule] {
    first.rules(inside: "first") + second.rules(inside: "second") + [
      Rule("step", Double(step), in: 1...)
    ]
  }

  public func learningRate(at step: Int) -> Double {
    step < self.step
      ? first.learningRate(at: step) : second.learningRate(at: step - self.step + 1)
  }

  public var peakLearningRate: Double? {
    guard let a = first.peakLearningRate, let b = second.peakLearningRate else { return nil }
    return max(a, b)
  }

  public func formula(_ t: String) -> String {
    let later = second.formula("max(1, \(t) − \(step - 1))")
    return "([\(t) < \(step)]·\(first.formula(t)) + [\(t) ≥ \(step)]·\(later))"
  }
}

extension LearningRateSchedule {
  /// This schedule, and from a step on another, which then begins at its own first step.
  public func then<Second: LearningRateSchedule>(
    _ second: Second, from step: Int
  ) -> JoinedSchedules<Self, Second> {
    JoinedSchedules(self, then: second, from: step)
  }
}
