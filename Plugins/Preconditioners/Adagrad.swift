import Kernels
public import Optimization

private let v: Formula = "v"

/// Divides each coordinate by the root of the sum of all its squared gradients.
///
/// ```text
/// v₀ = start
/// vₜ = vₜ₋₁ + gₜ²
/// d  ← d / (√(vₜ + epsilonInRoot) + ε)
/// ```
///
/// ```swift
/// let preconditioner = Adagrad(start: 0.1)
/// #expect(preconditioner.gain?.description == "1 / √mean(v)")
/// ```
///
/// - Source: Duchi, Hazan and Singer, JMLR 2011, Figure 1 with diagonal matrices,
///   <https://jmlr.org/papers/v12/duchi11a.html>; their δ is ε.
/// - Differs: nothing. optax has ε inside the root; PyTorch's decay of the learning rate is a
///   schedule.
/// - Complexity: one array of state; one pass.
public struct Adagrad: Preconditioner {
  public static let name = "adagrad"

  public static let source = "Duchi, Hazan and Singer, 2011, Figure 1"

  /// v₀, in the units of the squared gradient, in `0...`; 0 in PyTorch, 0.1 in optax and Keras.
  public let start: Double

  /// ε, added to the root, in the units of the gradient, in `0...`; PyTorch's default is 1e-10.
  public let epsilon: Double

  /// What is added inside the root, in the units of the squared gradient, in `0...`; optax has 1e-7.
  public let epsilonInRoot: Double

  /// Creates the preconditioner.
  public init(start: Double = 0, epsilon: Double = 1e-10, epsilonInRoot: Double = 0) {
    self.start = start
    self.epsilon = epsilon
    self.epsilonInRoot = epsilonInRoot
    requireValid()
  }

  public var bounds: [Bound<Self>] {
    [Bound(\.start, in: 0...), Bound(\.epsilon, in: 0...), Bound(\.epsilonInRoot, in: 0...)]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    [StateArray("v", start: .constant(Float(start)))]
  }

  public var lines: [Assignment] {
    let p = Numbers(self)
    return [v ← v + .g ** 2, .d ← .d / (√(v + p.epsilonInRoot) + p.epsilon)]
  }

  public var gain: Formula? { 1 / √Formula.mean(v) }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    Pass(epsilon: Float(epsilon), epsilonInRoot: Float(epsilonInRoot))
  }

  private struct Pass: PreconditionerPass {
    let epsilon: Float
    let epsilonInRoot: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let v = state[0, i] + tile.gradient[i] * tile.gradient[i]
        state[0, i] = v
        direction[i] /= squareRoot(v + epsilonInRoot) + epsilon
      }
    }
  }
}

extension Preconditioner where Self == Adagrad {
  /// Division by the root of the sum of squares.
  public static func adagrad(
    start: Double = 0, epsilon: Double = 1e-10, epsilonInRoot: Double = 0
  ) -> Self {
    Self(start: start, epsilon: epsilon, epsilonInRoot: epsilonInRoot)
  }
}
