public import Optimization

/// A learning rate for each step, written out.
///
/// ```swift
/// let schedule = ListedRates([0.1, 0.2, 0.05])
/// #expect((1...4).map(schedule.learningRate) == [0.1, 0.2, 0.05, 0.05])
/// ```
///
/// - Source: none.
/// - Differs: nothing.
/// - Edge cases: past the end the last rate stays.
/// - Complexity: none.
public struct ListedRates: LearningRateSchedule {
  /// The learning rates of steps 1, 2, …, each in `0...`; at least one.
  public let rates: [Double]

  /// Creates the schedule.
  ///
  /// - Parameter rates: the learning rates of steps 1, 2, …, each in `0...`; at least one.
  public init(_ rates: [Double]) {
    self.rates = rates
    requireValid()
  }

  public var rules: [Rule] {
    [Rule("rates.count", Double(rates.count), in: 1...)]
      + rates.map { Rule("rates", $0, in: 0...) }
  }

  public func learningRate(at step: Int) -> Double { rates[min(step, rates.count) - 1] }

  public var peakLearningRate: Double? { rates.max() }

  public func formula(_ t: String) -> String {
    let listed = rates.enumerated().map { index, rate in
      let isLast = index == rates.count - 1
      return "[\(t) \(isLast ? "≥" : "=") \(index + 1)]·\(brief(rate))"
    }
    return "(\(listed.joined(separator: " + ")))"
  }
}

extension LearningRateSchedule where Self == ListedRates {
  /// A learning rate for each step, written out.
  public static func list(_ rates: [Double]) -> Self { Self(rates) }
}
