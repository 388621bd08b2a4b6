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
  public static let name = "constant"

  public static let source = "none"

  /// η, in `0...`.
  public let learningRate: Double

  public var bounds: [Bound<Self>] { [Bound(\.learningRate, in: 0...)] }

  public var rate: Formula { Formula(learningRate) }

  public var peakLearningRate: Double? { learningRate }
}

extension LearningRateSchedule where Self == ConstantRate {
  /// The same learning rate at every step.
  public static func constant(_ learningRate: Double) -> Self {
    Self(learningRate: learningRate).checked()
  }
}
