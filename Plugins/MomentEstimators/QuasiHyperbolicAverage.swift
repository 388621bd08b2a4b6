import Foundation
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
/// let moments = QuasiHyperbolicAverage(beta: 0.999, nu: 0.7)
/// #expect(moments.gain(meanSecondMoment: 0, at: 1) == 1)
/// ```
///
/// - Source: Ma and Yarats, 2019, Algorithm 1 (QHM, uncorrected) and Algorithm 2 (QHAdam, corrected),
///   <https://arxiv.org/abs/1810.06801>.
/// - Differs: nothing.
/// - Edge cases: a ν of 0 is the gradient, a ν of 1 the exponential average. Uncorrected, and with
///   ν = β₁ / β₂ and β = β₂, this is Lion's interpolation.
/// - Complexity: one array of state; one pass.
public struct QuasiHyperbolicAverage: MomentEstimator {
  /// β, the share of the average that is kept, in `0 ..< 1`; the source recommends 0.999.
  public let beta: Double

  /// ν, the weight of the average in the direction, in `0...`; the source recommends 0.7.
  public let nu: Double

  /// Whether the average is divided by the weight it has gathered so far, 1 − βᵗ.
  public let correctsBias: Bool

  /// Creates the estimator.
  ///
  /// - Parameters:
  ///   - beta: in `0 ..< 1`.
  ///   - nu: in `0...`.
  ///   - correctsBias: whether early averages are scaled up to full weight.
  public init(beta: Double = 0.999, nu: Double = 0.7, correctsBias: Bool = false) {
    self.beta = beta
    self.nu = nu
    self.correctsBias = correctsBias
    requireValid()
  }

  public var rules: [Rule] { [Rule("beta", beta, in: 0..<1), Rule("nu", nu, in: 0...)] }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("m")] }

  public var gainFormula: String? { "1" }

  public func gain(meanSecondMoment: Double, at step: Int) -> Double? { 1 }

  public var equations: [String] {
    let average = correctsBias ? "m / (1 − \(brief(beta))^t)" : "m"
    return [
      "m ← \(brief(beta))·m + (1 − \(brief(beta)))·g",
      "d ← (1 − \(brief(nu)))·g + \(brief(nu))·\(average)",
    ]
  }

  public func pass(at step: StepContext, scalars: inout MutableSpan<Double>) -> any MomentPass {
    let correction = correctsBias ? 1 / (1 - pow(beta, Double(step.step))) : 1
    return LinearAverage(
      beta: Float(beta), share: Float(1 - beta), gradientWeight: Float(1 - nu),
      averageWeight: Float(nu * correction))
  }
}

extension MomentEstimator where Self == QuasiHyperbolicAverage {
  /// A weighted mean of the gradient and of its average.
  public static func quasiHyperbolic(
    beta: Double = 0.999, nu: Double = 0.7, correctsBias: Bool = false
  ) -> Self {
    Self(beta: beta, nu: nu, correctsBias: correctsBias)
  }
}
