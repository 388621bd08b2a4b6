import Foundation
public import Optimization

/// Divides each coordinate by the running root mean square of its gradients.
///
/// ```text
/// v₀ = start
/// vₜ = β vₜ₋₁ + (1 − β) gₜ²
/// d  ← d / (√(vₜ / (1 − βᵗ) + epsilonInRoot) + ε)    without bias correction: vₜ itself
/// ```
///
/// Centered, v is the running variance instead, and a second average is kept:
///
/// ```text
/// vₜ = β vₜ₋₁ + β (1 − β) (gₜ − aₜ₋₁)²
/// aₜ = β aₜ₋₁ + (1 − β) gₜ
/// ```
///
/// ```swift
/// let preconditioner = RootMeanSquare(beta: 0.999, epsilon: 1e-8)
/// #expect(preconditioner.gain(meanSecondMoment: 4, at: 1) == 0.5)
/// ```
///
/// - Source: Kingma and Ba, 2015, Algorithm 1, <https://arxiv.org/abs/1412.6980>; without bias
///   correction Tieleman and Hinton, 2012, RMSprop; centered Graves, 2013, section 2.4,
///   <https://arxiv.org/abs/1308.0850>.
/// - Differs: the centered form follows the variance itself, the same number as the mean square less
///   the squared mean, but never below 0 and without cancellation.
/// - Edge cases: a coordinate without any gradient so far divides by ε alone. Centered and corrected,
///   the first variance would be 0 whatever the gradient, and is refused.
/// - Complexity: one array of state, two if centered; one pass.
public struct RootMeanSquare: Preconditioner {
  /// β₂, the share of the mean square that is kept, in `0 ..< 1`; the paper's default is 0.999.
  public let beta: Double

  /// ε, added to the root, in the units of the gradient, in `0...`; the paper's default is 1e-8.
  public let epsilon: Double

  /// What is added inside the root, in the units of the squared gradient, in `0...`; 0 in the paper,
  /// optax's `eps_root`, and the only ε of TensorFlow's RMSprop.
  public let epsilonInRoot: Double

  /// Whether the mean square is divided by the weight it has gathered so far, 1 − βᵗ.
  public let correctsBias: Bool

  /// Whether ε stands beside the root of the uncorrected mean, and so is divided by √(1 − βᵗ), too:
  /// ε̂ in section 2 of the paper.
  public let correctsEpsilon: Bool

  /// Whether the squared mean of the gradients is subtracted; only without bias correction.
  public let centered: Bool

  /// v₀, in the units of the squared gradient, in `0...`; 1 in TensorFlow's RMSprop.
  public let start: Double

  /// Creates the preconditioner.
  ///
  /// - Parameters:
  ///   - beta: in `0 ..< 1`.
  ///   - epsilon: added to the root, in `0...`.
  ///   - epsilonInRoot: added inside the root, in `0...`.
  ///   - correctsBias: whether early means are scaled up to full weight.
  ///   - correctsEpsilon: whether ε stands beside the uncorrected root.
  ///   - centered: whether to divide by the standard deviation; only without bias correction.
  ///   - start: v before the first step, in `0...`.
  public init(
    beta: Double = 0.999, epsilon: Double = 1e-8, epsilonInRoot: Double = 0,
    correctsBias: Bool = true, correctsEpsilon: Bool = false, centered: Bool = false,
    start: Double = 0
  ) {
    self.beta = beta
    self.epsilon = epsilon
    self.epsilonInRoot = epsilonInRoot
    self.correctsBias = correctsBias
    self.correctsEpsilon = correctsEpsilon
    self.centered = centered
    self.start = start
    requireValid()
  }

  public var rules: [Rule] {
    let flag = correctsBias ? 1.0 : 0
    return [
      Rule("beta", beta, in: 0..<1), Rule("epsilon", epsilon, in: 0...),
      Rule("epsilonInRoot", epsilonInRoot, in: 0...), Rule("start", start, in: 0...),
    ] + (centered ? [Rule("correctsBias", flag, in: 0...0)] : [])
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    [StateArray("v", start: .constant(Float(start)))] + (centered ? [StateArray("a")] : [])
  }

  public var secondMoment: SecondMoment {
    if centered { return .measured }
    return .recurrent(
      retention: Float(beta), innovation: Float(1 - beta), correctedBy: correctsBias ? beta : nil,
      start: Float(start))
  }

  public var gainFormula: String? { "1 / √mean(\(correctedFormula))" }

  public func gain(meanSecondMoment: Double, at step: Int) -> Double? {
    meanSecondMoment > 0 ? 1 / meanSecondMoment.squareRoot() : nil
  }

  public var equations: [String] {
    let b = brief(beta)
    let average =
      centered
      ? ["v ← \(b)·v + \(b)·(1 − \(b))·(g − a)^2", "a ← \(b)·a + (1 − \(b))·g"]
      : ["v ← \(b)·v + (1 − \(b))·g^2"]
    let outside = brief(epsilon) + (correctsEpsilon ? " / √(1 − \(b)^t)" : "")
    let inside = epsilonInRoot > 0 ? " + \(brief(epsilonInRoot))" : ""
    return average + ["d ← d / (√(\(correctedFormula)\(inside)) + \(outside))"]
  }

  private var correctedFormula: String { correctsBias ? "v / (1 − \(brief(beta))^t)" : "v" }

  public func pass(
    at step: StepContext, scalars: inout MutableSpan<Double>
  ) -> any PreconditionerPass {
    let gathered = 1 - pow(beta, Double(step.step))
    let divisor = Root(
      correction: correctsBias ? 1 / gathered : 1, epsilonInRoot: epsilonInRoot,
      epsilon: correctsEpsilon ? epsilon / gathered.squareRoot() : epsilon)
    if centered { return VarianceByRoot(kept: Variance(beta: beta), divisor: divisor) }
    return MeanByRoot(kept: MeanOfSquares(beta: beta), divisor: divisor)
  }
}

extension Preconditioner where Self == RootMeanSquare {
  /// Division by the root mean square of the gradients, corrected for its start.
  public static func rootMeanSquare(
    beta: Double = 0.999, epsilon: Double = 1e-8, epsilonInRoot: Double = 0,
    correctsBias: Bool = true, correctsEpsilon: Bool = false, centered: Bool = false,
    start: Double = 0
  ) -> Self {
    Self(
      beta: beta, epsilon: epsilon, epsilonInRoot: epsilonInRoot, correctsBias: correctsBias,
      correctsEpsilon: correctsEpsilon, centered: centered, start: start)
  }
}
