import Kernels
public import Optimization

/// Scales the step of each parameter to the size of the parameter.
///
/// ```text
/// u ← P(d) + λ θ
/// r = coefficient · ‖θ‖ / (‖u‖ + ε)         1 where a norm is 0
/// d ← r u
/// ```
///
/// With `sumsNorms`, the denominator is ‖P(d)‖ + λ ‖θ‖ + ε. The norms are those of one parameter.
///
/// ```swift
/// let lamb = RootMeanSquare(beta: 0.999).scaledByTrustRatio()
/// #expect(lamb.absorbsDecay)
/// ```
///
/// - Source: You et al., ICLR 2020, Algorithm 2, LAMB with φ the identity,
///   <https://arxiv.org/abs/1904.00962>; You, Gitman and Ginsburg, 2017, Algorithm 1, LARS,
///   <https://arxiv.org/abs/1708.03888>, which is `sumsNorms`.
/// - Differs: where a norm is 0 the ratio is 1, as in optax and timm; the papers don't say.
/// - Edge cases: the ratio differs from parameter to parameter, so that there is no gain, and stable
///   weight decay is refused. A decoupled decay is inside the ratio; at a learning rate of 0 there is
///   none.
/// - Complexity: that of the preconditioner inside, two norms, and a barrier.
public struct TrustRatio<Base: Preconditioner>: Preconditioner {
  /// What is scaled: P.
  public let base: Base

  /// What the ratio is multiplied by, above 0; LAMB has 1, LARS 0.001.
  public let coefficient: Double

  /// ε, added to the denominator, in the units of the step, in `0...`.
  public let epsilon: Double

  /// Whether the norms of step and decay are added, and not the vectors.
  public let sumsNorms: Bool

  /// What the ratio may not exceed.
  public let limit: Limit

  /// Whether parameters that don't decay are scaled, too; not so in timm, where their step stays P(d).
  public let adaptsWithoutDecay: Bool

  /// What a trust ratio may not exceed.
  public enum Limit: String, Sendable, Hashable, Codable, CaseIterable {
    /// Anything goes.
    case none

    /// The ratio is at most 1.
    case one

    /// The ratio is divided by the learning rate, and then at most 1: the step is that of the ratio
    /// or that of the learning rate, whichever is smaller.
    case learningRate
  }

  /// Creates the wrapper.
  ///
  /// - Parameters:
  ///   - base: what is scaled.
  ///   - coefficient: above 0.
  ///   - epsilon: in `0...`.
  ///   - sumsNorms: whether the norms of step and decay are added.
  ///   - limit: what the ratio may not exceed.
  ///   - adaptsWithoutDecay: whether parameters that don't decay are scaled, too.
  public init(
    _ base: Base, coefficient: Double = 1, epsilon: Double = 0, sumsNorms: Bool = false,
    limit: Limit = .none, adaptsWithoutDecay: Bool = true
  ) {
    self.base = base
    self.coefficient = coefficient
    self.epsilon = epsilon
    self.sumsNorms = sumsNorms
    self.limit = limit
    self.adaptsWithoutDecay = adaptsWithoutDecay
    requireValid()
  }

  public var rules: [Rule] {
    base.rules + [
      Rule("coefficient", coefficient, above: 0), Rule("epsilon", epsilon, in: 0...),
      Rule("base.absorbsDecay", base.absorbsDecay ? 1 : 0, in: 0...0),
    ]
  }

  public var granularity: Granularity { .parameter }

  public func stateArrays(for shape: [Int]) -> [StateArray] { base.stateArrays(for: shape) }

  public var stateScalars: [StateScalar] { base.stateScalars }

  public func refusal(of shape: [Int]) -> String? { base.refusal(of: shape) }

  public var absorbsDecay: Bool { true }

  public var equations: [String] {
    let step = sumsNorms ? "parameterNorm(d)" : "parameterNorm(d + R / η·θ)"
    let sum = sumsNorms ? " + R / η·q" : ""
    var lines =
      base.equations + [
        Composition.rateMarker, "q ← parameterNorm(θ)", "z ← \(step)", "d ← d + R / η·θ",
        "y ← z\(sum) + \(brief(epsilon))",
        "r ← [q·z > 0]·\(brief(coefficient))·q / (y + [y = 0]) + [q·z = 0]",
      ]
    switch limit {
    case .none: break
    case .one: lines.append("r ← min(r, 1)")
    case .learningRate: lines.append("r ← min(r / η, 1)")
    }
    if !adaptsWithoutDecay { lines.append("r ← [R > 0]·r + [R = 0]") }
    return lines + ["d ← r·d"]
  }

  public func pass(
    at step: StepContext, scalars: inout MutableSpan<Double>
  ) -> any PreconditionerPass {
    Pass(
      ratio: self, base: base.pass(at: step, scalars: &scalars), decayWeight: step.decayWeight,
      learningRate: step.learningRate)
  }

  private struct Pass: PreconditionerPass {
    let ratio: TrustRatio
    let base: any PreconditionerPass
    let decayWeight: Double
    let learningRate: Double

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      base.rescale(&direction, tile: tile, state: &state)
      if decayWeight == 0, !ratio.adaptsWithoutDecay { return }
      let parameterNorm = sumOfSquares(tile.parameters).squareRoot()
      var stepNorm = sumOfSquares(direction.span).squareRoot()
      var denominator = stepNorm + decayWeight * parameterNorm
      let weight = Float(decayWeight)
      for i in direction.indices { direction[i] += weight * tile.parameters[i] }
      if !ratio.sumsNorms {
        stepNorm = sumOfSquares(direction.span).squareRoot()
        denominator = stepNorm
      }
      let factor = Float(factor(parameterNorm, stepNorm, denominator + ratio.epsilon))
      for i in direction.indices { direction[i] *= factor }
    }

    private func factor(
      _ parameterNorm: Double, _ stepNorm: Double, _ denominator: Double
    ) -> Double {
      let isDefined = parameterNorm > 0 && stepNorm > 0
      let free = isDefined ? ratio.coefficient * parameterNorm / denominator : 1
      switch ratio.limit {
      case .none: return free
      case .one: return min(free, 1)
      case .learningRate: return min(free / learningRate, 1)
      }
    }
  }
}

extension Preconditioner {
  /// The same preconditioner, its step scaled to the size of each parameter.
  public func scaledByTrustRatio(
    coefficient: Double = 1, epsilon: Double = 0, sumsNorms: Bool = false,
    limit: TrustRatio<Self>.Limit = .none, adaptsWithoutDecay: Bool = true
  ) -> TrustRatio<Self> {
    TrustRatio(
      self, coefficient: coefficient, epsilon: epsilon, sumsNorms: sumsNorms, limit: limit,
      adaptsWithoutDecay: adaptsWithoutDecay)
  }
}
