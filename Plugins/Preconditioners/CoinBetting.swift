public import Optimization

private let start: Formula = "θ₀"
private let largest: Formula = "L"
private let size: Formula = "G"
private let reward: Formula = "W"
private let sum: Formula = "C"

/// Bets on the sign of each coordinate's gradients, with what it has won so far: COCOB, which needs no
/// learning rate.
///
/// ```text
/// L ← max(L, |d|)                  L₀ = ε
/// G ← G + |d|
/// W ← max(W − d (θ − θ₀), 0)
/// C ← C − d
/// θ ← θ₀ + C / L / max(G + L, α L) · (L + W)
/// ```
///
/// - Source: Orabona and Tommasi, 2017, Algorithm 2 (COCOB-Backprop), <https://arxiv.org/abs/1705.07795>.
/// - Differs: the learning rate, which the source has not, is the share of the way that a step goes; optax
///   multiplies gradients by it.
/// - Edge cases: a decay of the parameters fades as they follow the bet. There is no gain.
/// - Complexity: five arrays; one pass.
public struct CoinBetting: Preconditioner {
  public static let name = "coinBetting"
  public static let source = "Orabona and Tommasi, 2017, Algorithm 2 (COCOB)"

  /// α, which keeps the first bets small, in `0...`; the source's is 100.
  public let alpha: Double

  /// ε, the smallest size of a gradient, above 0; the source's code has 1e-8.
  public let epsilon: Double

  public var bounds: [Bound<Self>] { [Bound(\.alpha, in: 0...), Bound(\.epsilon, above: 0)] }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    [
      StateArray("θ₀", start: .parameters), StateArray("L", start: .constant(Float(epsilon))),
      StateArray("G"), StateArray("W"), StateArray("C"),
    ]
  }

  public var lines: [Assignment] {
    let cautious = Formula.max(size + largest, Numbers(self).alpha * largest)
    return [
      largest ← .max(largest, .abs(.d)),
      size ← size + .abs(.d),
      reward ← .max(reward - .d * (.θ - start), 0),
      sum ← sum - .d,
      .d ← .θ - start - sum / largest / cautious * (largest + reward),
    ]
  }

  public func pass(at step: StepContext) -> any PreconditionerPass { Pass(alpha: Float(alpha)) }

  private struct Pass: PreconditionerPass {
    let alpha: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let d = direction[i]
        let way = tile.parameters[i] - state[0, i]
        let largest = max(state[1, i], abs(d))
        let size = state[2, i] + abs(d)
        let reward = max(state[3, i] - d * way, 0)
        let sum = state[4, i] - d
        state[1, i] = largest
        state[2, i] = size
        state[3, i] = reward
        state[4, i] = sum
        // A quotient of products of two L would leave the range of `Float` long before L does.
        let bet = sum / largest / max(size + largest, alpha * largest)
        direction[i] = way - bet * (largest + reward)
      }
    }
  }
}

extension Preconditioner where Self == CoinBetting {
  /// Bets on the sign of each coordinate's gradients, without a learning rate.
  public static func coinBetting(alpha: Double = 100, epsilon: Double = 1e-8) -> Self {
    Self(alpha: alpha, epsilon: epsilon).checked()
  }
}
