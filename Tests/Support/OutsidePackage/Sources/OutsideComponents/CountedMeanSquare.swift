import Descent

private let s: Formula = "s"
private let n: Formula = "n"

/// Divides each coordinate by the root of the mean of all its squared gradients that were not 0.
///
/// ```text
/// sₜ = sₜ₋₁ + gₜ²
/// nₜ = nₜ₋₁ + 1                   where gₜ is not 0
/// d  ← d / (√(sₜ / max(nₜ, 1)) + ε)
/// ```
///
/// - Source: Daley and Amato, 2020, Expectigrad, Algorithm 1, <https://arxiv.org/abs/2010.01356>.
/// - Differs: momentum is another part's; the paper averages what the division returns.
/// - Edge cases: the count is exact for 2²⁴ steps.
/// - Complexity: two arrays of state; one pass. Stable weight decay measures the mean behind a barrier.
public struct CountedMeanSquare: Preconditioner {
  public static let name = "countedMeanSquare"
  public static let source = "Daley and Amato, 2020, Expectigrad, Algorithm 1"

  /// ε, added to the root, in the units of the gradient, in `0...`; the authors' default is 1e-8.
  public let epsilon: Double

  public var bounds: [Bound<Self>] { [Bound(\.epsilon, in: 0...)] }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("s"), StateArray("n")] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    return [s ← s + .g ** 2, n ← n + (.g .!= 0), .d ← .d / (√(s / .max(n, 1)) + p.epsilon)]
  }

  public var gain: Formula? { 1 / √Formula.mean(s / .max(n, 1)) }

  public func pass(at step: StepContext) -> any PreconditionerPass { Pass(epsilon: Float(epsilon)) }

  private struct Pass: PreconditionerPass {
    let epsilon: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let g = tile.gradient[i]
        let s = state[0, i] + g * g
        let n = state[1, i] + (g == 0 ? 0 : 1)
        state[0, i] = s
        state[1, i] = n
        direction[i] /= squareRoot(s / max(n, 1)) + epsilon
      }
    }
  }
}

extension Preconditioner where Self == CountedMeanSquare {
  /// Division by the root mean square of all gradients so far that were not 0.
  public static func countedMeanSquare(epsilon: Double = 1e-8) -> Self {
    Self(epsilon: epsilon).checked()
  }
}
