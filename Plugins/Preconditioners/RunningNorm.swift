import Kernels
public import Optimization

private let v: Formula = "v"

/// Divides the gradient of each parameter by the running root mean square of its norm.
///
/// ```text
/// v₁ = ‖g₁‖²
/// vₜ = β vₜ₋₁ + (1 − β) ‖gₜ‖²
/// d  ← d / (√vₜ + ε) + λ θ
/// ```
///
/// The norms are those of one parameter.
///
/// ```swift
/// let novograd: any MomentEstimator = .heavyBall(beta: 0.95).after(.runningNorm(beta: 0.98))
/// #expect(novograd.lines.contains { $0.formula.contains(.λ) })
/// ```
///
/// - Source: Ginsburg et al., 2019, Algorithm 1, NovoGrad, <https://arxiv.org/abs/1905.11286>, where the
///   momentum follows: `.heavyBall(…).after(.runningNorm(…))`.
/// - Differs: nothing.
/// - Edge cases: a parameter without any gradient so far divides 0 by ε. There is no gain, and stable
///   weight decay is refused.
/// - Complexity: one number of state for each parameter; one norm, one pass and a barrier.
public struct RunningNorm: Preconditioner {
  public static let name = "runningNorm"

  public static let source = "Ginsburg et al., 2019, Algorithm 1 (NovoGrad)"

  /// β₂, the share of the mean that is kept, in `0 ..< 1`; the authors' code has 0.98, optax 0.25.
  public let beta: Double

  /// ε, added to the root, in the units of the gradient's norm, in `0...`; the authors' code has 1e-8.
  public let epsilon: Double

  /// Whether a decoupled decay is added here, to be averaged by the momentum that follows, as in the
  /// paper; else it acts on the parameters.
  public let absorbsDecay: Bool

  public var bounds: [Bound<Self>] { [Bound(\.beta, in: 0..<1), Bound(\.epsilon, in: 0...)] }

  public var granularity: Granularity { .parameter }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("v", shape: [1])] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let square = .parameterNorm(.g) ** 2
    let first = (.t .== 1).named("isFirst")
    let mean = p.beta * v + (1 - p.beta) * square
    return [v ← first * square + (.t .> 1) * mean, .d ← .d / (√v + p.epsilon)]
      + (absorbsDecay ? [.d ← .d + .λ * .θ] : [])
  }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    let isFirst = step["isFirst"] == 1
    return Pass(
      beta: isFirst ? 0 : Float(beta), share: isFirst ? 1 : Float(1 - beta),
      epsilon: Float(epsilon), decay: absorbsDecay ? Float(step.decay) : 0)
  }

  private struct Pass: PreconditionerPass {
    let beta: Float
    let share: Float
    let epsilon: Float
    let decay: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      let v = beta * state[0, 0] + share * Float(sumOfSquares(tile.gradient))
      state[0, 0] = v
      let denominator = squareRoot(v) + epsilon
      for i in direction.indices {
        direction[i] = direction[i] / denominator + decay * tile.parameters[i]
      }
    }
  }
}

extension Preconditioner where Self == RunningNorm {
  /// Division by the running norm of each parameter's gradient.
  public static func runningNorm(
    beta: Double = 0.98, epsilon: Double = 1e-8, absorbsDecay: Bool = true
  ) -> Self {
    Self(beta: beta, epsilon: epsilon, absorbsDecay: absorbsDecay).checked()
  }
}
