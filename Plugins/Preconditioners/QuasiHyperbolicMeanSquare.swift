import Kernels
public import Optimization

private let v: Formula = "v"

/// Divides each coordinate by the root of a weighted mean of its squared gradient and of their running
/// mean.
///
/// ```text
/// v₀ = 0
/// vₜ = β vₜ₋₁ + (1 − β) gₜ²
/// d  ← d / (√((1 − ν) gₜ² + ν vₜ / (1 − βᵗ)) + ε)
/// ```
///
/// ```swift
/// let preconditioner = QuasiHyperbolicMeanSquare(beta: 0.999, nu: 0.9)
/// #expect(preconditioner.gain?.description == "1 / √mean(v / (1 − 0.999^t))")
/// ```
///
/// - Source: Ma and Yarats, 2019, Algorithm 2 (QHAdam), <https://arxiv.org/abs/1810.06801>.
/// - Differs: nothing.
/// - Edge cases: a ν of 1 is the root mean square. The gain is that of the running mean alone, which on
///   average is the weighted one.
/// - Complexity: one array of state; one pass.
public struct QuasiHyperbolicMeanSquare: Preconditioner {
  public static let name = "quasiHyperbolic"

  public static let source = "Ma and Yarats, 2019, Algorithm 2 (QHAdam)"

  /// β₂, the share of the mean square that is kept, in `0 ..< 1`; the source has 0.999.
  public let beta: Double

  /// ν₂, the weight of the running mean, in `0 ... 1`; the source recommends 1.
  public let nu: Double

  /// ε, added to the root, in the units of the gradient, in `0...`; the source has 1e-8.
  public let epsilon: Double

  /// Creates the preconditioner.
  public init(beta: Double = 0.999, nu: Double = 1, epsilon: Double = 1e-8) {
    self.beta = beta
    self.nu = nu
    self.epsilon = epsilon
    requireValid()
  }

  public var bounds: [Bound<Self>] {
    [Bound(\.beta, in: 0..<1), Bound(\.nu, in: 0...1), Bound(\.epsilon, in: 0...)]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("v")] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let mixture = (1 - p.nu) * .g ** 2 + p.nu * v * correction
    return [
      v ← p.beta * v + (1 - p.beta) * .g ** 2,
      .d ← .d / (√mixture + p.epsilon),
    ]
  }

  public var gain: Formula? { 1 / √Formula.mean(v * correction) }

  private var correction: Formula {
    let p = Numbers(self)
    return (1 / (1 - p.beta ** .t)).named("c")
  }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    Pass(
      beta: Float(beta), share: Float(1 - beta), newWeight: Float(1 - nu),
      meanWeight: nu > 0 ? Float(nu * step["c"]) : 0, epsilon: Float(epsilon))
  }

  private struct Pass: PreconditionerPass {
    let beta: Float
    let share: Float
    let newWeight: Float
    let meanWeight: Float
    let epsilon: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let square = tile.gradient[i] * tile.gradient[i]
        let v = beta * state[0, i] + share * square
        state[0, i] = v
        direction[i] /= squareRoot(newWeight * square + meanWeight * v) + epsilon
      }
    }
  }
}

extension Preconditioner where Self == QuasiHyperbolicMeanSquare {
  /// Division by the root of a weighted mean of the squared gradient and of its running mean.
  public static func quasiHyperbolic(
    beta: Double = 0.999, nu: Double = 1, epsilon: Double = 1e-8
  ) -> Self {
    Self(beta: beta, nu: nu, epsilon: epsilon)
  }
}
