public import Optimization

/// The same learning rate at every step.
///
/// ```text
/// η(t) = η
/// ```
///
/// - Source: none.
/// - Differs: nothing.
/// - Complexity: none.
public struct ConstantRate: LearningRateSchedule {
  /// η, in `0...`.
  public let rate: Double

  /// Creates the schedule.
  ///
  /// - Parameter rate: η in `0...`.
  public init(_ rate: Double) {
    self.rate = rate
    requireValid()
  }

  public var rules: [Rule] { [Rule("rate", rate, in: 0...)] }

  public func learningRate(at step: Int) -> Double { rate }

  public var peakLearningRate: Double? { rate }

  public func formula(_ t: String) -> String { brief(rate) }
}

extension LearningRateSchedule where Self == ConstantRate {
  /// The same learning rate at every step.
  public static func constant(_ rate: Double) -> Self { Self(rate) }
}
