import Kernels
public import Optimization
public import Storing

private let q: Formula = "χ"
private let z: Formula = "ζ"
private let y: Formula = "υ"
private let r: Formula = "κ"

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
/// let lamb: any Preconditioner = .rootMeanSquare(beta: 0.999).scaledByTrustRatio()
/// #expect(lamb.lines.contains { $0.formula.contains(.λ) })
/// ```
///
/// - Source: You et al., ICLR 2020, Algorithm 2, LAMB with φ the identity,
///   <https://arxiv.org/abs/1904.00962>; You, Gitman and Ginsburg, 2017, Algorithm 1, LARS,
///   <https://arxiv.org/abs/1708.03888>, which is `sumsNorms`.
/// - Differs: where a norm is 0 the ratio is 1, as in optax and timm; the papers don't say.
/// - Edge cases: the ratio differs from parameter to parameter, so that there is no gain, and stable
///   weight decay is refused. A decoupled decay is inside the ratio.
/// - Complexity: that of the preconditioner inside, two norms, and a barrier.
public struct TrustRatio: PreconditionerModifier {
  public static let name = "scaledByTrustRatio"

  public static let source = "You et al., 2017 (LARS) and 2020, Algorithm 2 (LAMB)"

  /// What is scaled: P.
  @Held public var base: any Preconditioner

  /// What the ratio is multiplied by, above 0; LAMB has 1, LARS 0.001.
  public let coefficient: Double

  /// ε, added to the denominator, in the units of the step, in `0...`.
  public let epsilon: Double

  /// Whether the norms of step and decay are added, and not the vectors.
  public let sumsNorms: Bool

  /// What the ratio may not exceed; nil where anything goes.
  public let limit: Limit?

  /// Whether parameters that don't decay are scaled, too; not so in timm, where their step stays P(d).
  public let adaptsWithoutDecay: Bool

  /// What a trust ratio may not exceed.
  public enum Limit: String, Sendable, Hashable, Codable, CaseIterable {
    /// The ratio is at most 1.
    case one

    /// The ratio is divided by the learning rate, and then at most 1: the step is that of the ratio
    /// or that of the learning rate, whichever is smaller.
    case learningRate
  }

  public var bounds: [Bound<Self>] {
    [
      Bound(\.coefficient, above: 0), Bound(\.epsilon, in: 0...), .baseAbsorbsNoDecay,
    ]
  }

  public var granularity: Granularity { .parameter }

  public var gain: Formula? { nil }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let sum = sumsNorms ? z + .λ * q : z
    let isDefined = q * z .> 0
    var own = [
      q ← .parameterNorm(.θ),
      z ← (sumsNorms ? .parameterNorm(.d) : .parameterNorm(.d + .λ * .θ)),
      .d ← .d + .λ * .θ,
      y ← sum + p.epsilon,
      r ← isDefined * p.coefficient * q / (y + (y .== 0)) + (q * z .== 0),
    ]
    switch limit {
    case nil: break
    case .one: own.append(r ← .min(r, 1))
    case .learningRate: own.append(r ← .min(r / .η, 1))
    }
    if !adaptsWithoutDecay { own.append(r ← (.λ .> 0) * r + (.λ .== 0)) }
    own.append(.d ← r * .d)
    // A place of their own: the base may have symbols of these names.
    return base.lines + own.map { $0.inside("trustRatio") }
  }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    Pass(
      ratio: self, base: base.pass(at: step), decay: step.decay, learningRate: step.learningRate)
  }

  private struct Pass: PreconditionerPass {
    let ratio: TrustRatio
    let base: any PreconditionerPass
    let decay: Double
    let learningRate: Double

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      base.rescale(&direction, tile: tile, state: &state)
      if decay == 0, !ratio.adaptsWithoutDecay { return }
      let parameterNorm = sumOfSquares(tile.parameters).squareRoot()
      var stepNorm = sumOfSquares(direction.span).squareRoot()
      var denominator = stepNorm + decay * parameterNorm
      direction.add(tile.parameters, times: Float(decay))
      if !ratio.sumsNorms {
        stepNorm = sumOfSquares(direction.span).squareRoot()
        denominator = stepNorm
      }
      direction.scale(
        by: Float(factor(parameterNorm, stepNorm, denominator + ratio.epsilon)))
    }

    private func factor(
      _ parameterNorm: Double, _ stepNorm: Double, _ denominator: Double
    ) -> Double {
      let isDefined = parameterNorm > 0 && stepNorm > 0
      let free = isDefined ? ratio.coefficient * parameterNorm / denominator : 1
      switch ratio.limit {
      case nil: return free
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
    limit: TrustRatio.Limit? = nil, adaptsWithoutDecay: Bool = true
  ) -> TrustRatio {
    TrustRatio(
      base: self, coefficient: coefficient, epsilon: epsilon, sumsNorms: sumsNorms, limit: limit,
      adaptsWithoutDecay: adaptsWithoutDecay
    ).checked()
  }
}
