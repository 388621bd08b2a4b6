public import Optimization

/// Falls from the peak to the end along a power of the time left.
///
/// ```text
/// η(t) = end + (peak − end) · (1 − min(t − 1, steps) / steps)^power
/// ```
///
/// ```swift
/// let schedule: PolynomialDecay = .polynomial(peak: 1, steps: 4, power: 2)
/// #expect((1...6).map(schedule.learningRate) == [1, 0.5625, 0.25, 0.0625, 0, 0])
/// ```
///
/// - Source: Chen et al., 2017 (DeepLab), section 4.1, <https://arxiv.org/abs/1606.00915>; PyTorch's
///   `PolynomialLR`, optax's `polynomial_schedule`.
/// - Differs: nothing.
/// - Edge cases: the first step has the peak; step `steps + 1` and all later ones have the end.
/// - Complexity: one power a step.
public struct PolynomialDecay: LearningRateSchedule {
  public static let name = "polynomial"
  public static let source = "optax, polynomial_schedule"

  /// The first and largest learning rate, in `0...`.
  public let peak: Double

  /// The number of steps until the end, in `1...`.
  public let steps: Int

  /// The power of the time left, above 0; 1 is a straight line, and DeepLab's is 0.9.
  public let power: Double

  /// The last learning rate, in `0 ... peak`.
  public let end: Double

  public var bounds: [Bound<Self>] {
    [
      Bound(\.peak, in: 0...), Bound(\.steps, in: 1...), Bound(\.power, above: 0),
      Bound(\.end, in: 0...max(0, peak)),
    ]
  }

  public var rate: Formula {
    let p = Numbers(self)
    let left = 1 - .min(.t - 1, p.steps) / p.steps
    return p.end + (p.peak - p.end) * left ** p.power
  }

  public var peakLearningRate: Double? { peak }
}

extension LearningRateSchedule where Self == PolynomialDecay {
  /// A power of the time left.
  public static func polynomial(
    peak: Double, steps: Int, power: Double, end: Double = 0
  ) -> Self {
    Self(peak: peak, steps: steps, power: power, end: end).checked()
  }
}
