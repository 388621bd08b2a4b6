import Descent

/// Falls slowly at first and ever faster toward the end, where it is 0.
///
/// ```text
/// η(t) = peak · (1 − z) / (1 − z/2)        z = min(t − 1, steps) / steps
/// ```
///
/// - Source: Chen, Wolfe and Kyrillidis, 2021, REX, <https://arxiv.org/abs/2107.04197>.
/// - Differs: stays at 0 when it is over.
/// - Edge cases: the first step has the peak; step `steps + 1` is the first with 0.
/// - Complexity: two divisions a step.
public struct ReflectedExponential: LearningRateSchedule {
  public static let name = "reflectedExponential"
  public static let source = "Chen, Wolfe and Kyrillidis, 2021, REX"

  /// The first and largest learning rate, in `0...`.
  public let peak: Double

  /// The number of steps until the end, in `1...`.
  public let steps: Int

  public var bounds: [Bound<Self>] { [Bound(\.peak, in: 0...), Bound(\.steps, in: 1...)] }

  public var rate: Formula {
    let p = Numbers(self)
    let progress: Formula = .min(.t - 1, p.steps) / p.steps
    return p.peak * (1 - progress) / (1 - progress / 2)
  }

  public var peakLearningRate: Double? { peak }
}

extension LearningRateSchedule where Self == ReflectedExponential {
  /// A fall from the peak to 0 that is steepest at its end.
  public static func reflectedExponential(peak: Double, steps: Int) -> Self {
    Self(peak: peak, steps: steps).checked()
  }
}
