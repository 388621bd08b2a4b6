import Kernels
public import Optimization

private let u: Formula = "u"

/// Divides each coordinate by the largest of its gradients, older ones counting ever less.
///
/// ```text
/// u₀ = 0
/// uₜ = max(β uₜ₋₁, |gₜ| + ε)
/// d  ← d / (uₜ + epsilonOutside)
/// ```
///
/// - Source: Kingma and Ba, 2015, Algorithm 2, Adamax, <https://arxiv.org/abs/1412.6980>.
/// - Differs: the paper has neither ε (`epsilon: 0`); PyTorch and optax add it to the magnitude of
///   the gradient, Keras outside of the maximum.
/// - Edge cases: with both ε 0, a coordinate without any gradient so far divides 0 by 0, as in the
///   paper.
/// - Complexity: one array of state; one pass, and a second one with stable weight decay, whose mean
///   of u² must be measured.
public struct InfinityNorm: Preconditioner {
  public static let name = "infinityNorm"

  public static let source = "Kingma and Ba, 2015, Algorithm 2 (Adamax)"

  /// β₂, the share of the largest gradient that is kept, in `0 ..< 1`; the paper's default is 0.999.
  public let beta: Double

  /// ε, added to the magnitude of the gradient, in its units, in `0...`; PyTorch's default is 1e-8.
  public let epsilon: Double

  /// What is added to the maximum, in the units of the gradient, in `0...`; Keras has 1e-7.
  public let epsilonOutside: Double

  /// Creates the preconditioner.
  public init(beta: Double = 0.999, epsilon: Double = 1e-8, epsilonOutside: Double = 0) {
    self.beta = beta
    self.epsilon = epsilon
    self.epsilonOutside = epsilonOutside
    requireValid()
  }

  public var bounds: [Bound<Self>] {
    [Bound(\.beta, in: 0..<1), Bound(\.epsilon, in: 0...), Bound(\.epsilonOutside, in: 0...)]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("u")] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    return [u ← .max(p.beta * u, .abs(.g) + p.epsilon), .d ← .d / (u + p.epsilonOutside)]
  }

  public var gain: Formula? { 1 / √Formula.mean(u ** 2) }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    Pass(beta: Float(beta), epsilon: Float(epsilon), epsilonOutside: Float(epsilonOutside))
  }

  private struct Pass: PreconditionerPass {
    let beta: Float
    let epsilon: Float
    let epsilonOutside: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let faded = beta * state[0, i]
        let magnitude = tile.gradient[i].magnitude + epsilon
        let u = faded > magnitude ? faded : magnitude
        state[0, i] = u
        direction[i] /= u + epsilonOutside
      }
    }
  }
}

extension Preconditioner where Self == InfinityNorm {
  /// Division by the fading maximum of the gradients.
  public static func infinityNorm(
    beta: Double = 0.999, epsilon: Double = 1e-8, epsilonOutside: Double = 0
  ) -> Self {
    Self(beta: beta, epsilon: epsilon, epsilonOutside: epsilonOutside)
  }
}
