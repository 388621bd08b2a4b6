import Foundation
public import Optimization

/// Averages gradients exponentially and looks ahead by one step: Nesterov's momentum for Adam.
///
/// ```text
/// m₀ = 0,  p₀ = 1
/// mₜ = β mₜ₋₁ + (1 − β) gₜ
/// μₜ = β (1 − dip · 0.96^(t ψ))          pₜ = pₜ₋₁ μₜ          ψ: momentumDecay
/// d  = (1 − μₜ) / (1 − pₜ) gₜ + μₜ₊₁ / (1 − pₜ₊₁) mₜ
/// ```
///
/// ```swift
/// let optax = NesterovAverage(beta: 0.9, dip: 0)
/// #expect(optax.gain(meanSecondMoment: 0, at: 1) == 1)
/// ```
///
/// - Source: Dozat, 2016, Algorithm 2 and the schedule of section 3,
///   <https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ>.
/// - Differs: nothing. PyTorch's NAdam is this with ψ = 0.004, as in the source; optax' has a dip of
///   0, and so μₜ = β; timm's NAdamW has that, too, and divides both terms by 1 − pₜ.
/// - Edge cases: with a β of 0 the direction is the gradient.
/// - Complexity: one array of state and one scalar; one pass.
public struct NesterovAverage: MomentEstimator {
  /// β₁, the share of the average that is kept, in `0 ..< 1`; the source has 0.99, libraries 0.9.
  public let beta: Double

  /// How far below β the momentum starts, as a share of β, in `0 ... 1`; the source has 0.5.
  ///
  /// 0 keeps the momentum at β.
  public let dip: Double

  /// ψ, how fast the momentum rises to β, per step, in `0...`; the source has 1/250.
  ///
  /// Without a dip there is nothing to rise from.
  public let momentumDecay: Double

  /// Whether the average is corrected for the weight it has one step ahead, 1 − pₜ₊₁, as in the
  /// source, or for the weight of this step, 1 − pₜ, as in timm.
  public let correctsAhead: Bool

  /// Creates the estimator.
  ///
  /// - Parameters:
  ///   - beta: in `0 ..< 1`.
  ///   - dip: in `0 ... 1`.
  ///   - momentumDecay: in `0...`.
  ///   - correctsAhead: whether the average is corrected as one step ahead.
  public init(
    beta: Double = 0.9, dip: Double = 0.5, momentumDecay: Double = 0.004,
    correctsAhead: Bool = true
  ) {
    self.beta = beta
    self.dip = dip
    self.momentumDecay = momentumDecay
    self.correctsAhead = correctsAhead
    requireValid()
  }

  public var rules: [Rule] {
    [
      Rule("beta", beta, in: 0..<1), Rule("dip", dip, in: 0...1),
      Rule("momentumDecay", momentumDecay, in: 0...),
    ]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("m")] }

  public var stateScalars: [StateScalar] { [StateScalar("p", initial: 1)] }

  public var gainFormula: String? { "1" }

  public func gain(meanSecondMoment: Double, at step: Int) -> Double? { 1 }

  public var equations: [String] {
    func momentum(_ t: String) -> String {
      dip == 0
        ? brief(beta) : "\(brief(beta))·(1 − \(brief(dip))·0.96^(\(t)·\(brief(momentumDecay))))"
    }
    return [
      "m ← \(brief(beta))·m + (1 − \(brief(beta)))·g",
      "μ ← \(momentum("t"))",
      "ν ← \(momentum("(t + 1)"))",
      "p ← ([t = 1] + [t > 1]·p)·μ",
      "d ← g·(1 − μ) / (1 − p) + m·ν / (1 − p\(correctsAhead ? "·ν" : ""))",
    ]
  }

  public func pass(at step: StepContext, scalars: inout MutableSpan<Double>) -> any MomentPass {
    let now = momentum(at: step.step)
    let next = momentum(at: step.step + 1)
    let product = scalars[0] * now
    scalars[0] = product
    return LinearAverage(
      beta: Float(beta), share: Float(1 - beta),
      gradientWeight: Float((1 - now) / (1 - product)),
      averageWeight: Float(next / (1 - (correctsAhead ? product * next : product))))
  }

  /// μ of a step.
  private func momentum(at step: Int) -> Double {
    beta * (1 - dip * pow(0.96, Double(step) * momentumDecay))
  }
}

extension MomentEstimator where Self == NesterovAverage {
  /// An exponential average that looks ahead by one step.
  public static func nesterovAverage(
    beta: Double = 0.9, dip: Double = 0.5, momentumDecay: Double = 0.004,
    correctsAhead: Bool = true
  ) -> Self {
    Self(beta: beta, dip: dip, momentumDecay: momentumDecay, correctsAhead: correctsAhead)
  }
}
