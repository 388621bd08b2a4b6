import Foundation
public import Optimization

/// Averages gradients with exponentially falling weights.
///
/// ```text
/// m₀ = start
/// mₜ = β mₜ₋₁ + (1 − β) gₜ
/// d  = mₜ / (1 − βᵗ)             without bias correction: mₜ
/// ```
///
/// Weighed by the learning rate, gradients count in proportion to the rates of their steps:
///
/// ```text
/// mₜ = β mₜ₋₁ + (1 − β) ηₜ gₜ
/// qₜ = β qₜ₋₁ + (1 − β) ηₜ
/// d  = mₜ / qₜ
/// ```
///
/// ```swift
/// let moments = ExponentialAverage(beta: 0.9)
/// #expect(moments.gain(meanSecondMoment: 0, at: 1) == 1)
/// ```
///
/// - Source: Kingma and Ba, 2015, Algorithm 1, <https://arxiv.org/abs/1412.6980>; weighed by the
///   learning rate as in the code of LaProp's authors.
/// - Differs: nothing.
/// - Edge cases: a weighed average is one only with its correction; the other is refused.
/// - Complexity: one array of state; one pass.
public struct ExponentialAverage: MomentEstimator {
  /// β₁, the share of the average that is kept, in `0 ..< 1`; the paper's default is 0.9.
  public let beta: Double

  /// Whether the average is divided by the weight it has gathered so far, 1 − βᵗ.
  public let correctsBias: Bool

  /// Whether gradients count in proportion to the learning rates of their steps; needs the correction.
  public let weighsByRate: Bool

  /// m₀, in the units of the gradient; 0 everywhere but in optax's Yogi.
  ///
  /// The correction stays that of a start at 0.
  public let start: Double

  /// Creates the estimator.
  ///
  /// - Parameters:
  ///   - beta: in `0 ..< 1`.
  ///   - correctsBias: whether early averages are scaled up to full weight.
  ///   - weighsByRate: whether gradients count in proportion to the learning rates.
  ///   - start: the average before the first step.
  public init(
    beta: Double = 0.9, correctsBias: Bool = true, weighsByRate: Bool = false, start: Double = 0
  ) {
    self.beta = beta
    self.correctsBias = correctsBias
    self.weighsByRate = weighsByRate
    self.start = start
    requireValid()
  }

  public var rules: [Rule] {
    let flag = correctsBias ? 1.0 : 0
    return [Rule("beta", beta, in: 0..<1), Rule("start", finite: start)]
      + (weighsByRate ? [Rule("correctsBias", flag, in: 1...1)] : [])
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    [StateArray("m", start: .constant(Float(start)))]
  }

  public var stateScalars: [StateScalar] { weighsByRate ? [StateScalar("q")] : [] }

  public var gainFormula: String? { "1" }

  public func gain(meanSecondMoment: Double, at step: Int) -> Double? { 1 }

  public var equations: [String] {
    let b = brief(beta)
    if weighsByRate {
      return ["m ← \(b)·m + (1 − \(b))·η·g", "q ← \(b)·q + (1 − \(b))·η", "d ← m / q"]
    }
    return ["m ← \(b)·m + (1 − \(b))·g", correctsBias ? "d ← m / (1 − \(b)^t)" : "d ← m"]
  }

  public var scaleFormula: String {
    if weighsByRate { return "1 / q" }
    return correctsBias ? "1 / (1 − \(brief(beta))^t)" : "1"
  }

  public func pass(at step: StepContext, scalars: inout MutableSpan<Double>) -> any MomentPass {
    let correction = Float(correction(at: step, scalars: &scalars))
    return LinearAverage(
      beta: Float(beta), share: Float((1 - beta) * (weighsByRate ? step.learningRate : 1)),
      averageWeight: correction, correction: correction)
  }

  /// What the average is multiplied by.
  private func correction(at step: StepContext, scalars: inout MutableSpan<Double>) -> Double {
    guard weighsByRate else { return correctsBias ? 1 / (1 - pow(beta, Double(step.step))) : 1 }
    scalars[0] = beta * scalars[0] + (1 - beta) * step.learningRate
    // Without a rate so far, the average is 0.
    return scalars[0] > 0 ? 1 / scalars[0] : 1
  }
}

extension MomentEstimator where Self == ExponentialAverage {
  /// An exponential average, corrected for its start.
  public static func exponential(
    beta: Double = 0.9, correctsBias: Bool = true, weighsByRate: Bool = false, start: Double = 0
  ) -> Self {
    Self(beta: beta, correctsBias: correctsBias, weighsByRate: weighsByRate, start: start)
  }
}
