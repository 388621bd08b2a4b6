public import Optimization

/// Rises in a straight line, and then falls in inverse proportion to the square root of the time.
///
/// ```text
/// η(t) = peak · min(t / warmUp, √(warmUp / t))
/// ```
///
/// ```swift
/// let schedule: InverseSquareRoot = .inverseSquareRoot(peak: 1, warmUp: 4)
/// #expect([1, 4, 16].map(schedule.learningRate) == [0.25, 1, 0.5])
/// ```
///
/// - Source: Vaswani et al., 2017, equation 3, <https://arxiv.org/abs/1706.03762>, called Noam after
///   its second author.
/// - Differs: the peak is given instead of the width; theirs is 1 / √(width · warmUp), which
///   `noam(width:warmUp:)` computes.
/// - Edge cases: step `warmUp` has the peak; it never ends.
/// - Complexity: one square root a step.
public struct InverseSquareRoot: LearningRateSchedule {
  public static let name = "inverseSquareRoot"
  public static let source = "Vaswani et al., 2017, section 5.3 (Noam)"

  /// The largest learning rate, in `0...`.
  public let peak: Double

  /// The step that has the peak, in `1...`; the paper's is 4,000.
  public let warmUp: Int

  public var bounds: [Bound<Self>] { [Bound(\.peak, in: 0...), Bound(\.warmUp, in: 1...)] }

  public var rate: Formula {
    let p = Numbers(self)
    let ratio = .t / p.warmUp
    return p.peak * .min(ratio, 1 / √ratio)
  }

  public var peakLearningRate: Double? { peak }
}

extension LearningRateSchedule where Self == InverseSquareRoot {
  /// A straight rise to the peak, and a fall with the root of the time.
  public static func inverseSquareRoot(peak: Double, warmUp: Int) -> Self {
    Self(peak: peak, warmUp: warmUp).checked()
  }

  /// The schedule of the first transformers, whose peak is factor / √(width · warmUp).
  public static func noam(width: Int, warmUp: Int = 4_000, factor: Double = 1) -> Self {
    inverseSquareRoot(
      peak: factor / (Double(width) * Double(warmUp)).squareRoot(), warmUp: warmUp)
  }
}
