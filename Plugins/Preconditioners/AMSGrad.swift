import Foundation
public import Optimization

/// Divides each coordinate by the largest root mean square that its gradients have had so far.
///
/// ```text
/// v₀ = w₀ = 0
/// vₜ = β vₜ₋₁ + (1 − β) gₜ²
/// wₜ = max(wₜ₋₁, vₜ)
/// d  ← d / (√(wₜ / (1 − βᵗ)) + ε)
/// ```
///
/// Corrected before the maximum:
///
/// ```text
/// wₜ = max(wₜ₋₁, vₜ / (1 − βᵗ))
/// d  ← d / (√wₜ + ε)
/// ```
///
/// ```swift
/// let likePyTorch = AMSGrad(beta: 0.999)
/// let likeOptax = AMSGrad(beta: 0.999, correction: .beforeMaximum)
/// #expect(likePyTorch != likeOptax)
/// ```
///
/// - Source: Reddi, Kale and Kumar, 2018, Algorithm 2, <https://openreview.net/forum?id=ryQu7f-RZ>.
/// - Differs: the maximum of the uncorrected mean is corrected afterwards, as in PyTorch and in the
///   code of the SWD authors, or the mean before the maximum, as in optax; the paper has no
///   correction, and is `correction: .none`.
/// - Complexity: two arrays of state; one pass, and a second one with stable weight decay, whose mean
///   must be measured.
public struct AMSGrad: Preconditioner {
  /// β₂, the share of the mean square that is kept, in `0 ..< 1`; the paper's default is 0.999.
  public let beta: Double

  /// ε, added to the root, in the units of the gradient, in `0...`; PyTorch's default is 1e-8.
  public let epsilon: Double

  /// Where the mean is divided by the weight it has gathered so far, 1 − βᵗ.
  public let correction: Correction

  /// Where a mean is corrected for its start.
  public enum Correction: String, Sendable, Hashable, Codable, CaseIterable {
    /// Nowhere: the paper.
    case none

    /// The maximum is corrected: PyTorch.
    case afterMaximum

    /// The mean is corrected, and the maximum is taken of corrected means: optax.
    case beforeMaximum
  }

  /// Creates the preconditioner.
  ///
  /// - Parameters:
  ///   - beta: in `0 ..< 1`.
  ///   - epsilon: in `0...`.
  ///   - correction: where the mean is corrected for its start.
  public init(
    beta: Double = 0.999, epsilon: Double = 1e-8, correction: Correction = .afterMaximum
  ) {
    self.beta = beta
    self.epsilon = epsilon
    self.correction = correction
    requireValid()
  }

  public var rules: [Rule] {
    [Rule("beta", beta, in: 0..<1), Rule("epsilon", epsilon, in: 0...)]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("v"), StateArray("w")] }

  public var secondMoment: SecondMoment { .measured }

  public var gainFormula: String? { "1 / √mean(\(corrected("w", at: .afterMaximum)))" }

  public func gain(meanSecondMoment: Double, at step: Int) -> Double? {
    meanSecondMoment > 0 ? 1 / meanSecondMoment.squareRoot() : nil
  }

  public var equations: [String] {
    [
      "v ← \(brief(beta))·v + (1 − \(brief(beta)))·g^2",
      "w ← max(w, \(corrected("v", at: .beforeMaximum)))",
      "d ← d / (√(\(corrected("w", at: .afterMaximum))) + \(brief(epsilon)))",
    ]
  }

  private func corrected(_ symbol: String, at place: Correction) -> String {
    correction == place ? "\(symbol) / (1 − \(brief(beta))^t)" : symbol
  }

  public func pass(
    at step: StepContext, scalars: inout MutableSpan<Double>
  ) -> any PreconditionerPass {
    let factor = 1 / (1 - pow(beta, Double(step.step)))
    return LargestMeanByRoot(
      kept: LargestMean(
        mean: MeanOfSquares(beta: beta),
        correction: correction == .beforeMaximum ? Float(factor) : 1),
      divisor: Root(correction: correction == .afterMaximum ? factor : 1, epsilon: epsilon))
  }
}

extension Preconditioner where Self == AMSGrad {
  /// Division by the largest root mean square so far.
  public static func amsgrad(
    beta: Double = 0.999, epsilon: Double = 1e-8,
    correction: AMSGrad.Correction = .afterMaximum
  ) -> Self {
    Self(beta: beta, epsilon: epsilon, correction: correction)
  }
}
