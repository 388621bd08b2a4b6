import Foundation
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
/// let moments = TwoAverages(beta1: 0.9, beta3: 0.9999, alpha: 5, warmUp: 100_000)
/// #expect(moments.gain(meanSecondMoment: 0, at: 50_000) == 3.5)
/// ```
///
/// - Source: Pagliardini, Ablin and Grangier, 2024, Algorithm 1 and section 3 (AdEMAMix),
///   <https://arxiv.org/abs/2409.03137>.
/// - Differs: nothing. optax has no warm-up.
/// - Edge cases: a warm-up of 0 steps, like one of 1, has α and β₃ from the first step on.
/// - Complexity: two arrays of state; one pass.
public struct TwoAverages: MomentEstimator {
  /// β₁, the share of the fast average that is kept, in `0 ..< 1`; the source has 0.9.
  public let beta1: Double

  /// β₃, the share of the slow average that is kept, in `0 ..< 1`; the source has 0.9999.
  public let beta3: Double

  /// α, the weight of the slow average beside the fast one, in `0...`; the source has 4 to 10.
  public let alpha: Double

  /// The steps in which α rises from 0, and the half-life of the slow average from that of the fast
  /// one, in `0...`; the source warms up for the whole training.
  public let warmUp: Int

  /// Creates the estimator.
  ///
  /// - Parameters:
  ///   - beta1: in `0 ..< 1`.
  ///   - beta3: in `0 ..< 1`.
  ///   - alpha: in `0...`.
  ///   - warmUp: in `0...`.
  public init(
    beta1: Double = 0.9, beta3: Double = 0.9999, alpha: Double = 5, warmUp: Int = 0
  ) {
    self.beta1 = beta1
    self.beta3 = beta3
    self.alpha = alpha
    self.warmUp = warmUp
    requireValid()
  }

  public var rules: [Rule] {
    [
      Rule("beta1", beta1, in: 0..<1), Rule("beta3", beta3, in: 0..<1),
      Rule("alpha", alpha, in: 0...), Rule("warmUp", Double(warmUp), in: 0...),
    ]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("m"), StateArray("n")] }

  public var gainFormula: String? {
    warmUp > 1 ? "1 + min(t / \(warmUp), 1)·\(brief(alpha))" : "1 + \(brief(alpha))"
  }

  public func gain(meanSecondMoment: Double, at step: Int) -> Double? {
    1 + warmth(at: step) * alpha
  }

  public var equations: [String] {
    let fast = "\(brief(beta1))"
    let slow = "\(brief(beta3))"
    let warming = [
      "s ← min(t / \(warmUp), 1)",
      "a ← s·\(brief(alpha))",
      "b ← min(exp(1 / ((1 − s) / log(\(fast)) + s / log(\(slow)))), \(slow))",
    ]
    return (warmUp > 1 ? warming : ["a ← \(brief(alpha))", "b ← \(slow)"]) + [
      "m ← \(fast)·m + (1 − \(fast))·g",
      "n ← b·n + (1 − b)·g",
      "d ← m / (1 − \(fast)^t) + a·n",
    ]
  }

  public func pass(at step: StepContext, scalars: inout MutableSpan<Double>) -> any MomentPass {
    let slow = slowBeta(at: step.step)
    return Pass(
      beta1: Float(beta1), share1: Float(1 - beta1),
      correction: Float(1 / (1 - pow(beta1, Double(step.step)))), beta3: Float(slow),
      share3: Float(1 - slow), alpha: Float(warmth(at: step.step) * alpha))
  }

  /// s, how much of the warm-up has passed.
  private func warmth(at step: Int) -> Double {
    step < warmUp ? Double(step) / Double(warmUp) : 1
  }

  /// b, the share of the slow average that is kept at a step.
  private func slowBeta(at step: Int) -> Double {
    let warmth = warmth(at: step)
    guard warmth < 1 else { return beta3 }
    return min(exp(1 / ((1 - warmth) / log(beta1) + warmth / log(beta3))), beta3)
  }

  private struct Pass: MomentPass {
    let beta1: Float
    let share1: Float
    let correction: Float
    let beta3: Float
    let share3: Float
    let alpha: Float

    func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let gradient = tile.gradient[i]
        let m = beta1 * state[0, i] + share1 * gradient
        let n = beta3 * state[1, i] + share3 * gradient
        state[0, i] = m
        state[1, i] = n
        direction[i] = m * correction + alpha * n
      }
    }
  }
}

extension MomentEstimator where Self == TwoAverages {
  /// A fast average of the gradients with a slow one added.
  public static func twoAverages(
    beta1: Double = 0.9, beta3: Double = 0.9999, alpha: Double = 5, warmUp: Int = 0
  ) -> Self {
    Self(beta1: beta1, beta3: beta3, alpha: alpha, warmUp: warmUp)
  }
}
