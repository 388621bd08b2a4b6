public import Optimization

private let before: Formula = "p"

/// Looks ahead by the last change of the gradient: optimistic descent.
///
/// ```text
/// d ← (α + β) gₜ − β gₜ₋₁          g₀ = g₁
/// ```
///
/// ```swift
/// #expect(OptimisticGradient.optimistic().lines[0].description == "p ← [t = 1]·g + [t > 1]·p")
/// ```
///
/// - Source: Popov, 1980; Mokhtari, Ozdaglar and Pattathil, 2020, equation 6,
///   <https://arxiv.org/abs/1901.08511>; optax.
/// - Differs: nothing.
/// - Complexity: one array of state; one pass.
public struct OptimisticGradient: MomentEstimator {
  public static let name = "optimistic"
  public static let source = "Popov, 1980; Mokhtari, Ozdaglar and Pattathil, 2020, equation 6"

  /// α, the weight of the gradient, above 0; 1 in the source.
  public let alpha: Double

  /// β, the weight of its last change, in `0...`; 1 in the source.
  public let beta: Double

  public var bounds: [Bound<Self>] { [Bound(\.alpha, above: 0), Bound(\.beta, in: 0...)] }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("p")] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    return [
      before ← (.t .== 1) * .g + (.t .> 1) * before,
      .d ← (p.alpha + p.beta) * .g - p.beta * before,
      before ← .g,
    ]
  }

  public var gain: Formula? { Numbers(self).alpha }

  public func pass(at step: StepContext) -> any MomentPass {
    // The last change of the first gradient is 0.
    let beta = step.step == 1 ? 0 : beta
    return Pass(weight: Float(alpha + beta), weightBefore: Float(beta))
  }

  private struct Pass: MomentPass {
    let weight: Float
    let weightBefore: Float

    func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let gradient = tile.gradient[i]
        direction[i] = weight * gradient - weightBefore * state[0, i]
        state[0, i] = gradient
      }
    }
  }
}

extension MomentEstimator where Self == OptimisticGradient {
  /// The gradient, and its last change once more.
  public static func optimistic(alpha: Double = 1, beta: Double = 1) -> Self {
    Self(alpha: alpha, beta: beta).checked()
  }
}
