public import Optimization

/// A learning rate for each step, written out.
///
/// ```swift
/// let schedule: ListedRates = .list([0.1, 0.2, 0.05])
/// #expect((1...4).map(schedule.learningRate) == [0.1, 0.2, 0.05, 0.05])
/// let inTurn: some LearningRateSchedule = .alternating(0.1, 0.2)
/// #expect((1...4).map(inTurn.learningRate) == [0.1, 0.2, 0.1, 0.2])
/// ```
///
/// - Source: none.
/// - Differs: nothing.
/// - Edge cases: past the end the last rate stays.
/// - Complexity: none.
public struct ListedRates: LearningRateSchedule {
  public static let name = "list"

  public static let source = "none"

  /// The learning rates of steps 1, 2, …, each in `0...`; at least one.
  public let rates: [Double]

  public var bounds: [Bound<Self>] {
    [Bound("rates", must: "not be empty") { !$0.rates.isEmpty }, Bound(\.rates, in: 0...)]
  }

  public var rate: Formula { .table(rates, .t) }

  public var peakLearningRate: Double? { rates.max() }
}

extension LearningRateSchedule where Self == ListedRates {
  /// A learning rate for each step, written out.
  public static func list(_ rates: [Double]) -> Self { Self(rates: rates).checked() }
}

extension LearningRateSchedule where Self == RepeatedSchedule {
  /// Two learning rates in turn: the condition of Theorem 1 of Xie et al., NeurIPS 2023, a learning
  /// rate that always changes.
  public static func alternating(_ odd: Double, _ even: Double) -> Self {
    ListedRates.list([odd, even]).repeated(every: 2)
  }
}
