public import Optimization

private let v: Formula = "v"

/// The running mean square of what the average of the gradients did not foresee.
///
/// ```text
/// v₀ = 0
/// vₜ = β vₜ₋₁ + (1 − β) (gₜ − mₜ)² + ε
/// ```
///
/// mₜ is the average of the moment estimator after this step, before its bias correction: d / s.
///
/// - Source: Zhuang et al., NeurIPS 2020, Algorithm 2 (AdaBelief), <https://arxiv.org/abs/2010.07468>.
/// - Differs: nothing.
/// - Edge cases: an estimator that keeps no average has gₜ itself as mₜ, which leaves ε alone in v.
/// - Complexity: one array; its mean must be measured.
public struct Surprise: SquareEstimator {
  public static let name = "surprise"

  public static let source = "Zhuang et al., 2020, Algorithm 2"

  /// β, the share of the mean that is kept, in `0 ..< 1`; the paper's default is 0.999.
  public let beta: Double

  /// ε, added to v at every step, where it stays, in the units of the squared gradient, in `0...`; the
  /// authors' code has 1e-16.
  public let epsilonInAverage: Double

  public var bounds: [Bound<Self>] {
    [Bound(\.beta, in: 0..<1), Bound(\.epsilonInAverage, in: 0...)]
  }

  public var arrays: [StateArray] { [StateArray("v")] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    return [v ← p.beta * v + (1 - p.beta) * (.g - .d / .s) ** 2 + p.epsilonInAverage]
  }

  public var estimate: Formula { v }

  public var retention: Double? { beta }

  public func pass(at step: StepContext) -> any SquarePass { SurprisePass(self, at: step) }

  public func pair(
    with divisor: any Divisor, at step: StepContext
  ) -> (any PreconditionerPass)? {
    (divisor as? Root).map {
      SurpriseByRoot(kept: .init(self, at: step), divisor: .init($0, at: step, dividingBy: self))
    }
  }
}

struct SurprisePass: SquarePass {
  private let mean: FadingMean
  private let uncorrection: Float
  private let epsilon: Float

  init(_ surprise: Surprise, at step: StepContext) {
    mean = .init(surprise.beta)
    uncorrection = Float(1 / step.scale)
    epsilon = Float(surprise.epsilonInAverage)
  }

  func keep(
    _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
  ) -> Float {
    let surprise = gradient - direction * uncorrection
    let v = mean.next(state[first, i], surprise * surprise) + epsilon
    state[first, i] = v
    return v
  }
}

private struct SurpriseByRoot: Pair { let kept: SurprisePass, divisor: RootPass }

extension SquareEstimator where Self == Surprise {
  /// The mean square of what the average did not foresee: AdaBelief's.
  public static func surprise(beta: Double = 0.999, epsilonInAverage: Double = 1e-16) -> Self {
    Self(beta: beta, epsilonInAverage: epsilonInAverage).checked()
  }
}
