public import Optimization

/// Takes a weighted mean of the gradient and of its exponential average.
///
/// ```text
/// m₀ = 0
/// mₜ = β mₜ₋₁ + (1 − β) gₜ
/// d  = (1 − ν) gₜ + ν mₜ          with bias correction: (1 − ν) gₜ + ν mₜ / (1 − βᵗ)
/// ```
///
/// ```swift
/// let moments: QuasiHyperbolicAverage = .quasiHyperbolic(beta: 0.999, nu: 0.7)
/// #expect(moments.gain == 1)
/// ```
///
/// - Source: Ma and Yarats, 2019, Algorithm 1 (QHM, uncorrected) and Algorithm 2 (QHAdam, corrected),
///   <https://arxiv.org/abs/1810.06801>.
/// - Differs: nothing.
/// - Edge cases: a ν of 0 is the gradient, a ν of 1 the exponential average. Uncorrected, and with
///   ν = β₁ / β₂ and β = β₂, this is Lion's interpolation.
/// - Complexity: one array of state; one pass.
public struct QuasiHyperbolicAverage: MomentEstimator {
  public static let name = "quasiHyperbolic"
  public static let source = "Ma and Yarats, 2019, Algorithms 1 and 2"

  /// β, the share of the average that is kept, in `0 ..< 1`; the source recommends 0.999.
  public let beta: Double

  /// ν, the weight of the average in the direction, in `0...`; the source recommends 0.7.
  public let nu: Double

  /// Whether the average is divided by the weight it has gathered so far, 1 − βᵗ.
  public let correctsBias: Bool

  public var bounds: [Bound<Self>] { [Bound(\.beta, in: 0..<1), Bound(\.nu, in: 0...)] }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("m")] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let scale = (1 / (1 - p.beta ** .t)).named(correction)
    return [
      m ← p.beta * m + (1 - p.beta) * .g,
      .d ← (1 - p.nu) * .g + p.nu * (correctsBias ? m * scale : m),
    ]
  }

  public var gain: Formula? { 1 }

  public func pass(at step: StepContext) -> any MomentPass {
    // Without a weight, the lines have no correction.
    let scale = correctsBias && nu > 0 ? step[correction] : 1
    return LinearAverage(beta: beta, gradientWeight: 1 - nu, averageWeight: nu * scale)
  }
}

private let m: Formula = "m"
private let correction: Formula = "correction"

extension MomentEstimator where Self == QuasiHyperbolicAverage {
  /// A weighted mean of the gradient and of its average.
  public static func quasiHyperbolic(
    beta: Double = 0.999, nu: Double = 0.7, correctsBias: Bool = false
  ) -> Self {
    Self(beta: beta, nu: nu, correctsBias: correctsBias).checked()
  }
}
