public import Optimization
public import Storing

/// Multiplies the learning rates of two schedules.
///
/// ```text
/// η(t) = first(t) · second(t)
/// ```
///
/// ```swift
/// let schedule: any LearningRateSchedule = .linear(from: 1, steps: 4)
///   .times(.step(peak: 1, factor: 0.5, every: 2))
/// #expect((1...4).map(schedule.learningRate) == [1, 0.75, 0.25, 0.125])
/// #expect(schedule.scaled(by: 0.5).learningRate(at: 1) == 0.5)
/// ```
///
/// - Source: none; PyTorch's `ChainedScheduler`.
/// - Differs: nothing.
/// - Edge cases: the peak is known where the first factor is constant; else the two may have theirs at
///   different steps.
/// - Complexity: that of both.
public struct ProductOfSchedules:
  LearningRateSchedule
{
  public static let name = "product"
  public static let source = "PyTorch, ChainedScheduler"

  /// One factor.
  @Held public var first: any LearningRateSchedule

  /// The other factor.
  @Held public var second: any LearningRateSchedule

  public var bounds: [Bound<Self>] {
    [.hearsNothing("first") { $0.first }, .hearsNothing("second") { $0.second }]
  }

  public var rate: Formula { first.rate * second.rate }

  public var peakLearningRate: Double? {
    guard case .number(let factor) = first.rate else { return nil }
    return second.peakLearningRate.map { factor * $0 }
  }
}

extension LearningRateSchedule {
  /// The product with another schedule.
  public func times(_ other: any LearningRateSchedule) -> ProductOfSchedules {
    ProductOfSchedules(first: self, second: other).checked()
  }

  /// The same schedule times a number.
  public func scaled(by factor: Double) -> ProductOfSchedules {
    ConstantRate.constant(factor).times(self)
  }
}
