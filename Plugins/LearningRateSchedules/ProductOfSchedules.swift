public import Optimization

/// Multiplies the learning rates of two schedules.
///
/// ```text
/// η(t) = first(t) · second(t)
/// ```
///
/// ```swift
/// let schedule = LinearDecay(from: 1, steps: 4).times(.step(peak: 1, factor: 0.5, every: 2))
/// #expect((1...4).map(schedule.learningRate) == [1, 0.75, 0.25, 0.125])
/// ```
///
/// - Source: none; PyTorch's `ChainedScheduler`.
/// - Differs: nothing.
/// - Edge cases: the peak is not known, because the two may have theirs at different steps; a schedule
///   times a number is `scaled(by:)`, which knows it.
/// - Complexity: that of both.
public struct ProductOfSchedules<First: LearningRateSchedule, Second: LearningRateSchedule>:
  LearningRateSchedule
{
  /// One factor.
  public let first: First

  /// The other factor.
  public let second: Second

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - first: one factor.
  ///   - second: the other factor.
  public init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
    requireValid()
  }

  public var rules: [Rule] { first.rules(inside: "first") + second.rules(inside: "second") }

  public func learningRate(at step: Int) -> Double {
    first.learningRate(at: step) * second.learningRate(at: step)
  }

  public var peakLearningRate: Double? { nil }

  public func formula(_ t: String) -> String { "\(first.formula(t))·\(second.formula(t))" }
}

extension LearningRateSchedule {
  /// The product with another schedule.
  public func times<Other: LearningRateSchedule>(
    _ other: Other
  ) -> ProductOfSchedules<Self, Other> {
    ProductOfSchedules(self, other)
  }
}
