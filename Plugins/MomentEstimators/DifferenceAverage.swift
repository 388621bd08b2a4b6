public import Optimization

/// Averages gradients, and adds an average of how they change from step to step.
///
/// ```text
/// m₀ = n₀ = 0
/// eₜ = gₜ − gₜ₋₁                     e₁ = 0, or g₁
/// mₜ = β₁ mₜ₋₁ + (1 − β₁) gₜ
/// nₜ = β₂ nₜ₋₁ + (1 − β₂) eₜ
/// d  = mₜ / (1 − β₁ᵗ) + w nₜ / (1 − β₂ᵗ)
/// gₜ + w eₜ is what the preconditioner measures as the gradient
/// ```
///
/// ```swift
/// let moments: DifferenceAverage = .differenceAverage(beta1: 0.98, beta2: 0.92)
/// #expect(moments.gain == 1)
/// ```
///
/// - Source: Xie, Zhou, Li, Lin and Yan, 2022, Algorithm 1 (Adan), <https://arxiv.org/abs/2208.06677>,
///   and the authors' code for the bias corrections.
/// - Differs: nothing. The source's betas are 1 minus these, so its weight 1 − β₂ is β₂ here, as in the
///   authors' code and timm; optax has a weight of 1 − β₂ in these betas.
/// - Edge cases: differences add up to the last gradient and nothing more, so the gain is 1.
/// - Complexity: three arrays of state; two passes, one of them for what is measured.
public struct DifferenceAverage: MomentEstimator {
  public static let name = "differenceAverage"
  public static let source = "Xie, Zhou, Li, Lin and Yan, 2022, Algorithm 1 (Adan)"

  /// What a difference is multiplied by.
  public enum Weight: String, Sendable, Hashable, Codable, CaseIterable {
    /// w = β₂, as in the source.
    case beta

    /// w = 1 − β₂, as in optax.
    case complement
  }

  /// The share of the average of gradients that is kept, in `0 ..< 1`; the source has 0.98.
  public let beta1: Double

  /// The share of the average of differences that is kept, in `0 ..< 1`; the source has 0.92.
  public let beta2: Double

  /// w, what a difference is multiplied by.
  public let weight: Weight

  /// Whether the first difference is the first gradient, as if one of 0 came before it; else it is 0,
  /// as in the authors' code.
  public let startsFromZero: Bool

  public var bounds: [Bound<Self>] { [Bound(\.beta1, in: 0..<1), Bound(\.beta2, in: 0..<1)] }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    [StateArray("m"), StateArray("n"), StateArray("last")]
  }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let differs: Formula = startsFromZero ? 1 : (.t .> 1).named(differs)
    let w = weight == .beta ? p.beta2 : 1 - p.beta2
    let corrected1 = m * (1 / (1 - p.beta1 ** .t)).named(correction1)
    let corrected2 = n * (1 / (1 - p.beta2 ** .t)).named(correction2)
    return [
      e ← differs * (.g - last),
      last ← .g,
      m ← p.beta1 * m + (1 - p.beta1) * .g,
      n ← p.beta2 * n + (1 - p.beta2) * e,
      .d ← corrected1 + w * corrected2,
      .g ← .g + w * e,
    ]
  }

  public var gain: Formula? { 1 }

  public func pass(at step: StepContext) -> any MomentPass {
    let w = weight == .beta ? beta2 : 1 - beta2
    let differs = startsFromZero || step[differs] == 1
    return Pass(
      average: Mixture(keeping: beta1), correction: Float(step[correction1]),
      differenceShare: differs ? Float(1 - beta2) : 0,
      differenceWeight: w == 0 ? 0 : Float(w * step[correction2]),
      observedWeight: differs ? Float(w) : 0)
  }

  private struct Pass: MomentPass {
    let average: Mixture
    let correction: Float
    let differenceShare: Float
    let differenceWeight: Float
    let observedWeight: Float

    func observe(_ gradient: inout MutableSpan<Float>, state: inout StateView) {
      for i in gradient.indices { gradient[i] += observedWeight * (gradient[i] - state[2, i]) }
    }

    func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      let kept = 1 - differenceShare
      for i in direction.indices {
        let gradient = tile.gradient[i]
        let m = average(state[0, i], gradient)
        let n = kept * state[1, i] + differenceShare * (gradient - state[2, i])
        state[0, i] = m
        state[1, i] = n
        state[2, i] = gradient
        direction[i] = m * correction + differenceWeight * n
      }
    }
  }
}

private let m: Formula = "m"
private let n: Formula = "n"
private let e: Formula = "e"
private let last: Formula = "last"
private let differs: Formula = "differs"
private let correction1: Formula = "correction1"
private let correction2: Formula = "correction2"

extension MomentEstimator where Self == DifferenceAverage {
  /// An average of the gradients and of how they change.
  public static func differenceAverage(
    beta1: Double = 0.98, beta2: Double = 0.92, weight: DifferenceAverage.Weight = .beta,
    startsFromZero: Bool = false
  ) -> Self {
    Self(beta1: beta1, beta2: beta2, weight: weight, startsFromZero: startsFromZero).checked()
  }
}
