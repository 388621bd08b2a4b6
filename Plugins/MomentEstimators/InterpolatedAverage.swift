public import Optimization

/// Takes a point between the average so far and the new gradient, and averages at another pace.
///
/// ```text
/// m₀ = 0
/// d  = β₁ mₜ₋₁ + (1 − β₁) gₜ
/// mₜ = β₂ mₜ₋₁ + (1 − β₂) gₜ
/// ```
///
/// ```swift
/// let moments: InterpolatedAverage = .interpolated(beta1: 0.9, beta2: 0.99)
/// #expect(moments.gain == 1)
/// ```
///
/// - Source: Chen et al., 2023, Algorithm 2 (Lion), without the sign,
///   <https://arxiv.org/abs/2302.06675>.
/// - Differs: nothing.
/// - Edge cases: with equal betas this is the exponential average, uncorrected.
/// - Complexity: one array of state; one pass.
public struct InterpolatedAverage: MomentEstimator {
  public static let name = "interpolated"
  public static let source = "Chen et al., 2023, Algorithm 2 (Lion)"

  /// β₁, the weight of the average in the direction, in `0 ..< 1`; the source has 0.9.
  public let beta1: Double

  /// β₂, the share of the average that is kept, in `0 ..< 1`; the source has 0.99.
  public let beta2: Double

  public var bounds: [Bound<Self>] { [Bound(\.beta1, in: 0..<1), Bound(\.beta2, in: 0..<1)] }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("m")] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    return [
      .d ← p.beta1 * m + (1 - p.beta1) * .g,
      m ← p.beta2 * m + (1 - p.beta2) * .g,
    ]
  }

  public var gain: Formula? { 1 }

  public func pass(at step: StepContext) -> any MomentPass {
    Pass(interpolated: Mixture(keeping: beta1), kept: Mixture(keeping: beta2))
  }

  private struct Pass: MomentPass {
    let interpolated: Mixture
    let kept: Mixture

    func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let m = state[0, i]
        direction[i] = interpolated(m, tile.gradient[i])
        state[0, i] = kept(m, tile.gradient[i])
      }
    }
  }
}

private let m: Formula = "m"

extension MomentEstimator where Self == InterpolatedAverage {
  /// A point between the average so far and the new gradient.
  public static func interpolated(beta1: Double = 0.9, beta2: Double = 0.99) -> Self {
    Self(beta1: beta1, beta2: beta2).checked()
  }
}
