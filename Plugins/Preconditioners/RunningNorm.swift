import Kernels
public import Optimization

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
/// let novograd = HeavyBall(beta: 0.95).after(RunningNorm(beta: 0.98))
/// #expect(novograd.absorbsDecay)
/// ```
///
/// - Source: Ginsburg et al., 2019, Algorithm 1, NovoGrad, <https://arxiv.org/abs/1905.11286>, where the
///   momentum follows: `HeavyBall(…).after(RunningNorm(…))`.
/// - Differs: nothing.
/// - Edge cases: a parameter without any gradient so far divides 0 by ε. There is no gain, and stable
///   weight decay is refused.
/// - Complexity: one number of state for each parameter; one norm, one pass and a barrier.
public struct RunningNorm: Preconditioner {
  /// β₂, the share of the mean that is kept, in `0 ..< 1`; the authors' code has 0.98, optax 0.25.
  public let beta: Double

  /// ε, added to the root, in the units of the gradient's norm, in `0...`; the authors' code has 1e-8.
  public let epsilon: Double

  /// Whether a decoupled decay is added here, to be averaged by the momentum that follows, as in the
  /// paper; else it acts on the parameters.
  public let absorbsDecay: Bool

  /// Creates the preconditioner.
  ///
  /// - Parameters:
  ///   - beta: in `0 ..< 1`.
  ///   - epsilon: in `0...`.
  ///   - absorbsDecay: whether a decoupled decay is added here.
  public init(beta: Double = 0.98, epsilon: Double = 1e-8, absorbsDecay: Bool = true) {
    self.beta = beta
    self.epsilon = epsilon
    self.absorbsDecay = absorbsDecay
    requireValid()
  }

  public var rules: [Rule] {
    [Rule("beta", beta, in: 0..<1), Rule("epsilon", epsilon, in: 0...)]
  }

  public var granularity: Granularity { .parameter }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("v", shape: [1])] }

  public var equations: [String] {
    let b = brief(beta)
    return [
      "v ← [t = 1]·parameterNorm(g)^2 + [t > 1]·(\(b)·v + (1 − \(b))·parameterNorm(g)^2)",
      "d ← d / (√v + \(brief(epsilon)))",
    ] + (absorbsDecay ? [Composition.rateMarker, "d ← d + R / η·θ"] : [])
  }

  public func pass(
    at step: StepContext, scalars: inout MutableSpan<Double>
  ) -> any PreconditionerPass {
    let isFirst = step.step == 1
    return Pass(
      beta: isFirst ? 0 : Float(beta), share: isFirst ? 1 : Float(1 - beta),
      epsilon: Float(epsilon), decayWeight: absorbsDecay ? Float(step.decayWeight) : 0)
  }

  private struct Pass: PreconditionerPass {
    let beta: Float
    let share: Float
    let epsilon: Float
    let decayWeight: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      let v = beta * state[0, 0] + share * Float(sumOfSquares(tile.gradient))
      state[0, 0] = v
      let denominator = squareRoot(v) + epsilon
      for i in direction.indices {
        direction[i] = direction[i] / denominator + decayWeight * tile.parameters[i]
      }
    }
  }
}

extension Preconditioner where Self == RunningNorm {
  /// Division by the running norm of each parameter's gradient.
  public static func runningNorm(
    beta: Double = 0.98, epsilon: Double = 1e-8, absorbsDecay: Bool = true
  ) -> Self {
    Self(beta: beta, epsilon: epsilon, absorbsDecay: absorbsDecay)
  }
}
