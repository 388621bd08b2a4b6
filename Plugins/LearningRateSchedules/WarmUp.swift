public import Optimization

/// Rises in a straight line to the first learning rate of another schedule, and then follows that one.
///
/// ```text
/// η(t) = base(1) · t / steps          for t < steps
/// η(t) = base(t − steps + 1)          from t = steps on
/// ```
///
/// ```swift
/// let schedule = CosineDecay(peak: 1, steps: 10).warmedUp(for: 4)
/// #expect((1...4).map(schedule.learningRate) == [0.25, 0.5, 0.75, 1])
/// ```
///
/// - Source: Goyal et al., 2017, section 2.2, <https://arxiv.org/abs/1706.02677>.
/// - Differs: nothing.
/// - Edge cases: step `steps` has the base's first learning rate, so that the whole lasts
///   `steps − 1` longer than the base; a warm-up of 1 step is none.
/// - Complexity: that of the base.
public struct WarmUp<Base: LearningRateSchedule>: LearningRateSchedule {
  /// What follows.
  public let base: Base

  /// The step that first has the base's learning rate, in `1...`.
  public let steps: Int

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - base: what follows.
  ///   - steps: the step that first has the base's learning rate, in `1...`.
  public init(_ base: Base, steps: Int) {
    self.base = base
    self.steps = steps
    requireValid()
  }

  public var rules: [Rule] { base.rules(inside: "base") + [Rule("steps", Double(steps), in: 1...)] }

  public func learningRate(at step: Int) -> Double {
    step < steps
      ? base.learningRate(at: 1) * (Double(step) / Double(steps))
      : base.learningRate(at: step - steps + 1)
  }

  public var peakLearningRate: Double? { base.peakLearningRate }

  public func formula(_ t: String) -> String {
    let first = brief(base.learningRate(at: 1))
    let rest = base.formula("max(1, \(t) − \(steps - 1))")
    return "([\(t) < \(steps)]·\(first)·\(t) / \(steps) + [\(t) ≥ \(steps)]·\(rest))"
  }
}

extension LearningRateSchedule {
  /// A linear warm-up before the schedule, which begins at step `steps`.
  public func warmedUp(for steps: Int) -> WarmUp<Self> { WarmUp(self, steps: steps) }
}
