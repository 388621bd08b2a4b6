public import Optimization

/// Adds a slow average of the gradients to a fast one.
///
/// ```text
/// m₀ = n₀ = 0
/// mₜ = β₁ mₜ₋₁ + (1 − β₁) gₜ
/// nₜ = bₜ nₜ₋₁ + (1 − bₜ) gₜ
/// d  = mₜ / (1 − β₁ᵗ) + aₜ nₜ
/// aₜ = s α        bₜ = min(exp(1 / ((1 − s) / log β₁ + s / log β₃)), β₃)        s = min(t / warmUp, 1)
/// ```
///
/// ```swift
/// let moments: TwoAverages = .twoAverages(beta1: 0.9, beta3: 0.9999, alpha: 5, warmUp: 100_000)
/// #expect(moments.gain?.value(at: [.t: 50_000]) == 3.5)
/// ```
///
/// - Source: Pagliardini, Ablin and Grangier, 2024, Algorithm 1 and section 3 (AdEMAMix),
///   <https://arxiv.org/abs/2409.03137>.
/// - Differs: nothing. optax has no warm-up.
/// - Edge cases: a warm-up of 0 steps, like one of 1, has α and β₃ from the first step on.
/// - Complexity: two arrays of state; one pass.
public struct TwoAverages: MomentEstimator {
  public static let name = "twoAverages"
  public static let source = "Pagliardini, Ablin and Grangier, 2024, Algorithm 1 (AdEMAMix)"

  /// β₁, the share of the fast average that is kept, in `0 ..< 1`; the source has 0.9.
  public let beta1: Double

  /// β₃, the share of the slow average that is kept, in `0 ..< 1`; the source has 0.9999.
  public let beta3: Double

  /// α, the weight of the slow average beside the fast one, in `0...`; the source has 4 to 10.
  public let alpha: Double

  /// The steps in which α rises from 0, and the half-life of the slow average from that of the fast
  /// one, in `0...`; the source warms up for the whole training.
  public let warmUp: Int

  public var bounds: [Bound<Self>] {
    [
      Bound(\.beta1, in: 0..<1), Bound(\.beta3, in: 0..<1), Bound(\.alpha, in: 0...),
      Bound(\.warmUp, in: 0...),
    ]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("m"), StateArray("n")] }

  /// How much of the warm-up has passed.
  private var warmth: Formula {
    let p = Numbers(self)
    return warmUp > 1 ? .min(.t / p.warmUp, 1) : 1
  }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let pace = 1 / ((1 - s) / .log(p.beta1) + s / .log(p.beta3))
    let warming = [s ← warmth, a ← s * p.alpha, b ← .min(.exp(pace), p.beta3)]
    let correction = (1 / (1 - p.beta1 ** .t)).named(correction)
    return (warmUp > 1 ? warming : [a ← p.alpha, b ← p.beta3]) + [
      m ← p.beta1 * m + (1 - p.beta1) * .g,
      n ← b * n + (1 - b) * .g,
      .d ← m * correction + a * n,
    ]
  }

  public var gain: Formula? {
    let p = Numbers(self)
    return 1 + warmth * p.alpha
  }

  public func pass(at step: StepContext) -> any MomentPass {
    Pass(
      fast: Mixture(keeping: beta1), correction: Float(step[correction]),
      slow: Mixture(keeping: step[b]), weight: Float(step[a]))
  }

  private struct Pass: MomentPass {
    let fast: Mixture
    let correction: Float
    let slow: Mixture
    let weight: Float

    func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let gradient = tile.gradient[i]
        let m = fast(state[0, i], gradient)
        let n = slow(state[1, i], gradient)
        state[0, i] = m
        state[1, i] = n
        direction[i] = m * correction + weight * n
      }
    }
  }
}

private let m: Formula = "m"
private let n: Formula = "n"
private let s: Formula = "s"
private let a: Formula = "a"
private let b: Formula = "b"
private let correction: Formula = "correction"

extension MomentEstimator where Self == TwoAverages {
  /// A fast average of the gradients with a slow one added.
  public static func twoAverages(
    beta1: Double = 0.9, beta3: Double = 0.9999, alpha: Double = 5, warmUp: Int = 0
  ) -> Self {
    Self(beta1: beta1, beta3: beta3, alpha: alpha, warmUp: warmUp).checked()
  }
}
