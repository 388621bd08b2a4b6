import Kernels
public import Optimization

private let v: Formula = "v"

/// Divides each coordinate by how far its gradients have been from their average.
///
/// ```text
/// v₀ = 0
/// vₜ = β vₜ₋₁ + (1 − β) (gₜ − mₜ)² + epsilonInAverage
/// d  ← d / (√(vₜ / (1 − βᵗ)) + ε)
/// ```
///
/// mₜ is the average of the moment estimator after this step, before its bias correction.
///
/// - Source: Zhuang et al., NeurIPS 2020, Algorithm 2, <https://arxiv.org/abs/2010.07468>.
/// - Differs: nothing. The paper, its code and timm add one ε at both places; optax has two.
/// - Edge cases: an estimator that keeps no average has gₜ itself as mₜ, which leaves
///   epsilonInAverage alone in v.
/// - Complexity: one array of state; one pass, and a second one with stable weight decay, whose mean
///   must be measured.
public struct AdaBelief: Preconditioner {
  public static let name = "adabelief"

  public static let source = "Zhuang et al., 2020, Algorithm 2"

  /// β₂, the share of the mean square that is kept, in `0 ..< 1`; the paper's default is 0.999.
  public let beta: Double

  /// ε, added to the root, in the units of the gradient, in `0...`; the authors' code has 1e-16.
  public let epsilon: Double

  /// What is added to v at every step and stays in it, in the units of the squared gradient, in
  /// `0...`; the authors' code has 1e-16.
  public let epsilonInAverage: Double

  /// Whether ε stands beside the root of the uncorrected mean, and so is divided by √(1 − βᵗ), too,
  /// as where timm rectifies.
  public let correctsEpsilon: Bool

  /// Creates the preconditioner.
  public init(
    beta: Double = 0.999, epsilon: Double = 1e-16, epsilonInAverage: Double = 1e-16,
    correctsEpsilon: Bool = false
  ) {
    self.beta = beta
    self.epsilon = epsilon
    self.epsilonInAverage = epsilonInAverage
    self.correctsEpsilon = correctsEpsilon
    requireValid()
  }

  public var bounds: [Bound<Self>] {
    [
      Bound(\.beta, in: 0..<1), Bound(\.epsilon, in: 0...), Bound(\.epsilonInAverage, in: 0...),
    ]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("v")] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let surprise = (1 - p.beta) * (.g - .d / .s) ** 2
    let outside = correctsEpsilon ? (p.epsilon / √(1 - p.beta ** .t)).named("ε") : p.epsilon
    return [
      v ← p.beta * v + surprise + p.epsilonInAverage,
      .d ← .d / (√corrected + outside),
    ]
  }

  public var gain: Formula? { 1 / √Formula.mean(corrected) }

  /// v without its start.
  private var corrected: Formula {
    let p = Numbers(self)
    return v * (1 / (1 - p.beta ** .t)).named("c")
  }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    Pass(
      beta: Float(beta), share: Float(1 - beta), uncorrection: Float(1 / step.scale),
      epsilonInAverage: Float(epsilonInAverage), correction: Float(step["c"]),
      epsilon: Float(correctsEpsilon ? step["ε"] : epsilon))
  }

  private struct Pass: PreconditionerPass {
    let beta: Float
    let share: Float
    let uncorrection: Float
    let epsilonInAverage: Float
    let correction: Float
    let epsilon: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let surprise = tile.gradient[i] - direction[i] * uncorrection
        let v = beta * state[0, i] + share * (surprise * surprise) + epsilonInAverage
        state[0, i] = v
        direction[i] /= squareRoot(v * correction) + epsilon
      }
    }
  }
}

extension Preconditioner where Self == AdaBelief {
  /// Division by the root mean square of what the average did not foresee.
  public static func adabelief(
    beta: Double = 0.999, epsilon: Double = 1e-16, epsilonInAverage: Double = 1e-16
  ) -> Self {
    Self(beta: beta, epsilon: epsilon, epsilonInAverage: epsilonInAverage)
  }
}
