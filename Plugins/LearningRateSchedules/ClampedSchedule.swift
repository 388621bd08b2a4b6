public import Optimization
public import Storing

/// Keeps the learning rates of a schedule between two limits.
///
/// ```text
/// η(t) = min(max(base(t), low), high)
/// ```
///
/// ```swift
/// let schedule: any LearningRateSchedule = .exponential(peak: 1, factor: 0.5).clamped(to: 0.25...0.5)
/// #expect((1...4).map(schedule.learningRate) == [0.5, 0.5, 0.25, 0.25])
/// ```
///
/// - Source: none; the `end_value` of optax's `exponential_decay`.
/// - Differs: nothing.
/// - Complexity: that of the base.
public struct ClampedSchedule: ScheduleModifier {
  public static let name = "clamped"

  public static let source = "none"

  /// What is limited.
  @Held public var base: any LearningRateSchedule

  /// The smallest learning rate, in `0...`.
  public let low: Double

  /// The largest learning rate, in `low...`.
  public let high: Double

  public var bounds: [Bound<Self>] {
    [.baseHearsNothing, Bound(\.low, in: 0...), Bound(\.high, in: max(0, low)...)]
  }

  public var rate: Formula {
    let p = Numbers(self)
    return .clip(base.rate, p.low, p.high)
  }

  public var peakLearningRate: Double? { base.peakLearningRate.map { min(max($0, low), high) } }
}

extension LearningRateSchedule {
  /// The same schedule between two limits.
  public func clamped(to limits: ClosedRange<Double>) -> ClampedSchedule {
    ClampedSchedule(base: self, low: limits.lowerBound, high: limits.upperBound).checked()
  }

  /// The same schedule, but never below a limit.
  public func clamped(to limits: PartialRangeFrom<Double>) -> ClampedSchedule {
    ClampedSchedule(base: self, low: limits.lowerBound, high: .greatestFiniteMagnitude).checked()
  }
}
