import Kernels
public import Optimization

private let raised: Formula = "raised"
private let l: Formula = "l"
private let u: Formula = "u"

/// Division by the root of the estimate, within bounds that close in on one number.
///
/// ```text
/// lₜ = finalScale / s · (1 − 1 / (γt + 1))
/// uₜ = finalScale / s · (1 + 1 / (γt))
/// d  ← d clip(√(1 − βᵗ) / (√v + ε), lₜ, uₜ)
/// ```
///
/// s is what the moment estimator multiplied its average by to correct for its start: the bounds are
/// those of the step's ratio to the average itself. In the end d is finalScale times the average:
/// momentum.
///
/// - Source: Luo, Xiong, Liu and Sun, ICLR 2019, Algorithms 2 and 3 (AdaBound),
///   <https://arxiv.org/abs/1902.09843>; the bias corrections and ε as in the authors' code.
/// - Differs: the bounds are in units of the learning rate of the step, so that they follow the
///   schedule and the group's multiplier. In the authors' code they follow the schedule, too, but not
///   a group's multiplier; a final learning rate of 0.1 beside a learning rate of 0.001 is a
///   finalScale of 100.
/// - Edge cases: the bounds hide the estimate, so that there is no gain, and stable weight decay is
///   refused.
public struct ClosingBounds: Divisor {
  public static let name = "closingBounds"

  public static let source = "Luo, Xiong, Liu and Sun, 2019, Algorithms 2 and 3"

  /// ε, added to the root of the uncorrected estimate, in the units of the gradient, in `0...`; the
  /// authors' code has 1e-8.
  public let epsilon: Double

  /// The final step in units of the learning rate, above 0; the authors have 0.1 / 0.001 = 100.
  public let finalScale: Double

  /// γ, how fast the bounds close in, above 0; the authors' code has 1e-3.
  public let gamma: Double

  public var bounds: [Bound<Self>] {
    [Bound(\.epsilon, in: 0...), Bound(\.finalScale, above: 0), Bound(\.gamma, above: 0)]
  }

  public func lines(dividingBy squares: any SquareEstimator) -> [Assignment] {
    let p = Numbers(self)
    let factor = (√squares.weight).named(raised) / (√squares.estimate + p.epsilon)
    return [
      l ← p.finalScale / .s * (1 - 1 / (p.gamma * .t + 1)),
      u ← p.finalScale / .s * (1 + 1 / (p.gamma * .t)),
      .d ← .d * .clip(factor, l, u),
    ]
  }

  public func pass(
    at step: StepContext, dividingBy squares: any SquareEstimator
  ) -> any DivisorPass {
    ClosingBoundsPass(self, at: step)
  }
}

struct ClosingBoundsPass: DivisorPass {
  private let correction: Float
  private let epsilon: Float
  private let lower: Float
  private let upper: Float

  init(_ bounds: ClosingBounds, at step: StepContext) {
    correction = Float(step[raised])
    epsilon = Float(bounds.epsilon)
    lower = Float(step[l])
    upper = Float(step[u])
  }

  func scaled(_ direction: Float, by kept: Float) -> Float {
    let factor = correction / (squareRoot(kept) + epsilon)
    let raised = factor < lower ? lower : factor
    return direction * (raised > upper ? upper : raised)
  }
}

extension Divisor where Self == ClosingBounds {
  /// The root of the estimate, within closing bounds: AdaBound's.
  public static func closingBounds(
    epsilon: Double = 1e-8, finalScale: Double = 100, gamma: Double = 1e-3
  ) -> Self {
    Self(epsilon: epsilon, finalScale: finalScale, gamma: gamma).checked()
  }
}
