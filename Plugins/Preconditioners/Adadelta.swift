import Kernels
public import Optimization

private let v: Formula = "v"
private let u: Formula = "u"

/// Scales each coordinate by the ratio of the root mean squares of its past steps and gradients.
///
/// ```text
/// u₀ = v₀ = 0
/// vₜ = ρ vₜ₋₁ + (1 − ρ) gₜ²
/// d  ← d · √(uₜ₋₁ + ε) / √(vₜ + ε)
/// uₜ = ρ uₜ₋₁ + (1 − ρ) d²
/// ```
///
/// - Source: Zeiler, 2012, Algorithm 1, <https://arxiv.org/abs/1212.5701>.
/// - Differs: nothing. The paper has a learning rate of 1.
/// - Edge cases: the gain depends on the steps taken, not on the gradients alone, so that stable
///   weight decay is refused.
/// - Complexity: two arrays of state; one pass.
public struct Adadelta: Preconditioner {
  public static let name = "adadelta"

  public static let source = "Zeiler, 2012, Algorithm 1"

  /// ρ, the share of the mean squares that is kept, in `0 ..< 1`; the paper's experiments use 0.95,
  /// PyTorch and optax 0.9.
  public let rho: Double

  /// ε, added inside both roots, above 0, because with 0 no step would ever begin; the paper and
  /// PyTorch use 1e-6.
  public let epsilon: Double

  public var bounds: [Bound<Self>] { [Bound(\.rho, in: 0..<1), Bound(\.epsilon, above: 0)] }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("v"), StateArray("u")] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    return [
      v ← p.rho * v + (1 - p.rho) * .g ** 2,
      .d ← .d * (√(u + p.epsilon) / √(v + p.epsilon)),
      u ← p.rho * u + (1 - p.rho) * .d ** 2,
    ]
  }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    Pass(rho: Float(rho), share: Float(1 - rho), epsilon: Float(epsilon))
  }

  private struct Pass: PreconditionerPass {
    let rho: Float
    let share: Float
    let epsilon: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let v = rho * state[0, i] + share * (tile.gradient[i] * tile.gradient[i])
        let u = state[1, i]
        let d = direction[i] * (squareRoot(u + epsilon) / squareRoot(v + epsilon))
        state[0, i] = v
        state[1, i] = rho * u + share * (d * d)
        direction[i] = d
      }
    }
  }
}

extension Preconditioner where Self == Adadelta {
  /// The ratio of the root mean squares of steps and gradients.
  public static func adadelta(rho: Double = 0.9, epsilon: Double = 1e-6) -> Self {
    Self(rho: rho, epsilon: epsilon).checked()
  }
}
