public import Optimization
public import Storing

/// Begins a schedule later, or somewhere in its middle.
///
/// ```text
/// η(t) = base(max(1, t − delay))
/// ```
///
/// ```swift
/// let schedule: LinearDecay = .linear(from: 1, steps: 2)
/// #expect((1...5).map(schedule.shifted(by: 2).learningRate) == [1, 1, 1, 0.5, 0])
/// #expect(schedule.shifted(by: -1).learningRate(at: 1) == 0.5)
/// ```
///
/// - Source: none; the `transition_begin` of optax.
/// - Differs: nothing.
/// - Edge cases: until it begins, its first learning rate holds. The peak is the base's, even where
///   a negative delay leaves it out.
/// - Complexity: that of the base.
public struct ShiftedSchedule: ScheduleModifier {
  public static let name = "shifted"

  public static let source = "none"

  /// What is shifted.
  @Held public var base: any LearningRateSchedule

  /// How many steps later it begins, in `-1e9 ... 1e9`; negative, how many of its steps are left out.
  public let delay: Int

  public var bounds: [Bound<Self>] { [.baseHearsNothing, Bound(\.delay, in: -1e9...1e9)] }

  public var rate: Formula {
    let step: Formula = delay < 0 ? .t + Formula(-delay) : .max(1, .t - Formula(delay))
    return base.rate.replacing(.t, by: step)
  }
}

extension LearningRateSchedule {
  /// The same schedule some steps later; by a negative number, without its first steps.
  public func shifted(by delay: Int) -> ShiftedSchedule {
    ShiftedSchedule(base: self, delay: delay).checked()
  }
}
