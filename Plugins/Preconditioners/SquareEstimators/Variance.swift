public import Optimization

private let v: Formula = "v"
private let a: Formula = "a"

/// The running variance of gradients.
///
/// ```text
/// v₀ = start, a₀ = 0
/// vₜ = β vₜ₋₁ + β (1 − β) (gₜ − aₜ₋₁)²
/// aₜ = β aₜ₋₁ + (1 − β) gₜ
/// ```
///
/// - Source: Graves, 2013, section 2.4, <https://arxiv.org/abs/1308.0850>.
/// - Differs: follows the variance itself, the same number as the mean square less the squared mean, but
///   never below 0 and without cancellation.
/// - Edge cases: there is no correction for the start, with which the first variance would be 0 whatever
///   the gradient.
/// - Complexity: two arrays.
public struct Variance: SquareEstimator {
  public static let name = "variance"

  public static let source = "Graves, 2013, section 2.4"

  /// β, the share of variance and mean that is kept, in `0 ..< 1`; the source has 0.95.
  public let beta: Double

  /// v₀, in the units of the squared gradient, in `0...`.
  public let start: Double

  public var bounds: [Bound<Self>] { [Bound(\.beta, in: 0..<1), Bound(\.start, in: 0...)] }

  public var arrays: [StateArray] {
    [StateArray("v", start: .constant(Float(start))), StateArray("a")]
  }

  public var lines: [Assignment] {
    let p = Numbers(self)
    return [
      v ← p.beta * v + p.beta * (1 - p.beta) * (.g - a) ** 2,
      a ← p.beta * a + (1 - p.beta) * .g,
    ]
  }

  public var estimate: Formula { v }

  public func pass(at step: StepContext) -> any SquarePass { VariancePass(mean: .init(beta)) }

  public func pair(
    with divisor: any Divisor, at step: StepContext
  ) -> (any PreconditionerPass)? {
    (divisor as? Root).map {
      VarianceByRoot(kept: .init(mean: .init(beta)), divisor: .init($0, at: step, dividingBy: self))
    }
  }
}

struct VariancePass: SquarePass {
  let mean: FadingMean

  func keep(
    _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
  ) -> Float {
    let a = state[first + 1, i]
    let change = gradient - a
    let v = mean.retention * (state[first, i] + mean.innovation * (change * change))
    state[first, i] = v
    state[first + 1, i] = a + mean.innovation * change
    return v
  }
}

private struct VarianceByRoot: Pair { let kept: VariancePass, divisor: RootPass }

extension SquareEstimator where Self == Variance {
  /// The running variance of gradients.
  public static func variance(beta: Double = 0.95, start: Double = 0) -> Self {
    Self(beta: beta, start: start).checked()
  }
}
