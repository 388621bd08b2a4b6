public import Optimization
public import Storing

/// Begins a schedule anew every so many steps.
///
/// ```text
/// η(t) = base(1 + (t − 1) mod steps)
/// ```
///
/// ```swift
/// let schedule: any LearningRateSchedule = .linear(from: 1, steps: 2).repeated(every: 2)
/// #expect((1...4).map(schedule.learningRate) == [1, 0.5, 1, 0.5])
/// ```
///
/// - Source: none.
/// - Differs: nothing.
/// - Edge cases: the peak is the base's, even where it is not reached before the first return.
/// - Complexity: that of the base.
public struct RepeatedSchedule: ScheduleModifier {
  public static let name = "repeated"

  public static let source = "none"

  /// What is repeated.
  @Held public var base: any LearningRateSchedule

  /// The number of steps until it begins anew, in `1...`.
  public let steps: Int

  public var bounds: [Bound<Self>] { [.baseHearsNothing, Bound(\.steps, in: 1...)] }

  public var rate: Formula {
    let p = Numbers(self)
    return base.rate.replacing(.t, by: .t - p.steps * .floor((.t - 1) / p.steps))
  }
}

extension LearningRateSchedule {
  /// The same schedule, begun anew every so many steps.
  public func repeated(every steps: Int) -> RepeatedSchedule {
    RepeatedSchedule(base: self, steps: steps).checked()
  }
}
