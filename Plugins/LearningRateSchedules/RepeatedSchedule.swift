public import Optimization

/// Begins a schedule anew every so many steps.
///
/// ```text
/// η(t) = base(1 + (t − 1) mod steps)
/// ```
///
/// ```swift
/// let schedule = LinearDecay(from: 1, steps: 2).repeated(every: 2)
/// #expect((1...4).map(schedule.learningRate) == [1, 0.5, 1, 0.5])
/// ```
///
/// - Source: none.
/// - Differs: nothing.
/// - Edge cases: the peak is the base's, even where it is not reached before the first return.
/// - Complexity: that of the base.
public struct RepeatedSchedule<Base: LearningRateSchedule>: LearningRateSchedule {
  /// What is repeated.
  public let base: Base

  /// The number of steps until it begins anew, in `1...`.
  public let steps: Int

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - base: what is repeated.
  ///   - steps: the number of steps until it begins anew, in `1...`.
  public init(_ base: Base, every steps: Int) {
    self.base = base
    self.steps = steps
    requireValid()
  }

  public var rules: [Rule] { base.rules(inside: "base") + [Rule("every", Double(steps), in: 1...)] }

  public func learningRate(at step: Int) -> Double {
    base.learningRate(at: 1 + (step - 1) % steps)
  }

  public var peakLearningRate: Double? { base.peakLearningRate }

  public func formula(_ t: String) -> String {
    base.formula("(\(t) − \(steps)·floor((\(t) − 1) / \(steps)))")
  }
}

extension LearningRateSchedule {
  /// The same schedule, begun anew every so many steps.
  public func repeated(every steps: Int) -> RepeatedSchedule<Self> {
    RepeatedSchedule(self, every: steps)
  }
}
