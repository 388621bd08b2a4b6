import Kernels
public import Optimization

private let v: Formula = "v"

/// Divides each coordinate by a root mean square that moves toward its gradients in even steps.
///
/// ```text
/// v₀ = start
/// vₜ = vₜ₋₁ − (1 − β) sign(vₜ₋₁ − gₜ²) gₜ²
/// d  ← d / (√(vₜ / (1 − βᵗ)) + ε)
/// ```
///
/// - Source: Zaheer, Reddi, Sachan, Kale and Kumar, NeurIPS 2018, Algorithm 2,
///   <https://papers.nips.cc/paper/8186-adaptive-methods-for-nonconvex-optimization>.
/// - Differs: v is corrected for its start, as in optax and pytorch_optimizer; the paper has no
///   correction, and is `correctsBias: false`. As there, the correction is that of a start at 0.
/// - Complexity: one array of state; one pass, and a second one with stable weight decay, whose mean
///   must be measured.
public struct Yogi: Preconditioner {
  public static let name = "yogi"

  public static let source = "Zaheer et al., 2018, Algorithm 2"

  /// β₂, 1 less the share of the squared gradient that a step may change v by, in `0 ..< 1`; the
  /// paper's default is 0.999.
  public let beta: Double

  /// ε, added to the root, in the units of the gradient, in `0...`; the paper's default is 1e-3.
  public let epsilon: Double

  /// v₀, in the units of the squared gradient, in `0...`; optax and the authors' code have 1e-6.
  public let start: Double

  /// Whether v is divided by 1 − βᵗ.
  public let correctsBias: Bool

  /// Creates the preconditioner.
  public init(
    beta: Double = 0.999, epsilon: Double = 1e-3, start: Double = 1e-6, correctsBias: Bool = true
  ) {
    self.beta = beta
    self.epsilon = epsilon
    self.start = start
    self.correctsBias = correctsBias
    requireValid()
  }

  public var bounds: [Bound<Self>] {
    [Bound(\.beta, in: 0..<1), Bound(\.epsilon, in: 0...), Bound(\.start, in: 0...)]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    [StateArray("v", start: .constant(Float(start)))]
  }

  public var lines: [Assignment] {
    let p = Numbers(self)
    return [
      v ← v - (1 - p.beta) * .sign(v - .g ** 2) * .g ** 2,
      .d ← .d / (√corrected + p.epsilon),
    ]
  }

  public var gain: Formula? { 1 / √Formula.mean(corrected) }

  /// v without its start.
  private var corrected: Formula {
    let p = Numbers(self)
    return correctsBias ? v * (1 / (1 - p.beta ** .t)).named("c") : v
  }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    Pass(
      share: Float(1 - beta), correction: correctsBias ? Float(step["c"]) : 1,
      epsilon: Float(epsilon))
  }

  private struct Pass: PreconditionerPass {
    let share: Float
    let correction: Float
    let epsilon: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let square = tile.gradient[i] * tile.gradient[i]
        let old = state[0, i]
        let change = share * square
        let v = old > square ? old - change : (old < square ? old + change : old)
        state[0, i] = v
        direction[i] /= squareRoot(v * correction) + epsilon
      }
    }
  }
}

extension Preconditioner where Self == Yogi {
  /// Division by a root mean square that changes in even steps.
  public static func yogi(
    beta: Double = 0.999, epsilon: Double = 1e-3, start: Double = 1e-6, correctsBias: Bool = true
  ) -> Self {
    Self(beta: beta, epsilon: epsilon, start: start, correctsBias: correctsBias)
  }
}
