public import Optimization

/// Averages gradients with an inertia of each element's own: the less, the larger its gradients.
///
/// ```text
/// v₀ = m₀ = q₀ = 0
/// vₜ = β₂ vₜ₋₁ + (1 − β₂) gₜ²          v̂ₜ = vₜ / (1 − β₂ᵗ),  v̄ₜ: its mean over all elements
/// βₜ = clip(1 − β₀ v̂ₜ / v̄ₜ, 0, 1 − ε)
/// mₜ = βₜ mₜ₋₁ + (1 − βₜ) gₜ
/// qₜ = βₜ qₜ₋₁ + (1 − βₜ)
/// d  = mₜ / qₜ
/// ```
///
/// ```swift
/// let moments: AdaptiveInertia = .adaptiveInertia()
/// #expect(moments.gain == 1)
/// ```
///
/// - Source: Xie, Wang, Zhang, Sato and Sugiyama, ICML 2022, Algorithm 2 (Adai),
///   <https://arxiv.org/abs/2006.15815>, and the authors' code.
/// - Differs: the weight q that the average has gathered is kept itself; the source keeps the product
///   of all βₜ, which is 1 − q, and loses the digits of q where that is near 1.
/// - Edge cases: where v̄ is 0, because no gradient has differed from 0 yet, or below the smallest
///   `Float`, the inertia is 1 − ε; the authors' code divides 0 by 0.
/// - Complexity: three arrays of state; one pass; needs the gradient energy.
public struct AdaptiveInertia: MomentEstimator {
  public static let name = "adaptiveInertia"
  public static let source = "Xie, Wang, Zhang, Sato and Sugiyama, 2022, Algorithm 2 (Adai)"

  /// β₀, how much inertia an element of mean second moment lacks, in `0...`; the source has 0.1.
  public let beta0: Double

  /// β₂, the share of the mean square that is kept, in `0 ..< 1`; the source has 0.99.
  public let beta2: Double

  /// ε, the least that the inertia stays below 1, greater than 0, at most 1; the source has 1e-3.
  public let epsilon: Double

  public var bounds: [Bound<Self>] {
    [
      Bound(\.beta0, in: 0...), Bound(\.beta2, in: 0..<1), Bound(\.epsilon, above: 0),
      Bound(\.epsilon, in: 0...1),
    ]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    [StateArray("v"), StateArray("m"), StateArray("q")]
  }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let inertia = 1 - p.beta0 * corrected / .mean(corrected)
    return [
      v ← p.beta2 * v + (1 - p.beta2) * .g ** 2,
      corrected ← v * (1 / (1 - p.beta2 ** .t)).named(correction),
      β ← .clip(inertia, 0, 1 - p.epsilon),
      m ← β * m + (1 - β) * .g,
      q ← β * q + (1 - β),
      .d ← m / q,
    ]
  }

  public var gain: Formula? { 1 }

  public func pass(at step: StepContext) -> any MomentPass {
    let slope = Float(beta0 * step[correction] / (step.measured ?? 0))
    return Pass(
      square: Mixture(keeping: beta2), slope: slope.isFinite ? slope : 0, least: Float(epsilon))
  }

  private struct Pass: MomentPass {
    let square: Mixture
    let slope: Float
    /// What a new gradient counts for at least.
    let least: Float

    func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let gradient = tile.gradient[i]
        let v = square(state[0, i], gradient * gradient)
        // 1 − βₜ has digits where βₜ, near 1, has lost them.
        let scaled = slope * v
        let bounded = scaled < 1 ? scaled : 1
        let innovation = bounded > least ? bounded : least
        let m = state[1, i] + innovation * (gradient - state[1, i])
        let q = state[2, i] + innovation * (1 - state[2, i])
        state[0, i] = v
        state[1, i] = m
        state[2, i] = q
        direction[i] = m / q
      }
    }
  }
}

private let v: Formula = "v"
private let m: Formula = "m"
private let q: Formula = "q"
private let corrected: Formula = "v̂"
private let β: Formula = "β"
private let correction: Formula = "correction"

extension MomentEstimator where Self == AdaptiveInertia {
  /// An average with an inertia of each element's own.
  public static func adaptiveInertia(
    beta0: Double = 0.1, beta2: Double = 0.99, epsilon: Double = 1e-3
  ) -> Self {
    Self(beta0: beta0, beta2: beta2, epsilon: epsilon).checked()
  }
}
