import Foundation
import Kernels
public import Optimization

/// Divides each coordinate by the root mean square of the gradients before this one, and clips it.
///
/// ```text
/// v₁ = g₁²                             d  ← 0
/// t > 1:  c  = (t − 1)^clipExponent    d  ← clip(d / max(√vₜ₋₁, ε), −c, c)
///         vₜ = β vₜ₋₁ + (1 − β) gₜ²
/// ```
///
/// ```swift
/// let adopt = ExponentialAverage(beta: 0.9, correctsBias: false).after(.laggedRootMeanSquare())
/// #expect(adopt.refusal(of: [3]) == nil)
/// ```
///
/// - Source: Taniguchi et al., NeurIPS 2024, Algorithm 2 (ADOPT), <https://arxiv.org/abs/2411.02853>;
///   the clipping as in the authors' code.
/// - Differs: nothing. The source counts from 0 at the step that moves nothing; here that is t = 1.
/// - Edge cases: the gain is that of the mean after the step, which is the one that is known.
/// - Complexity: one array of state; one pass.
public struct LaggedRootMeanSquare: Preconditioner {
  /// β₂, the share of the mean square that is kept, in `0 ..< 1`; the source has 0.9999.
  public let beta: Double

  /// ε, the least divisor, in the units of the gradient, greater than 0; the source has 1e-6.
  public let epsilon: Double

  /// Whether coordinates are clipped.
  public let clips: Bool

  /// How fast the bound on a coordinate grows, in `0...`; the source has 1/4.
  public let clipExponent: Double

  /// Creates the preconditioner.
  ///
  /// - Parameters:
  ///   - beta: in `0 ..< 1`.
  ///   - epsilon: greater than 0.
  ///   - clips: whether coordinates are clipped.
  ///   - clipExponent: in `0...`.
  public init(
    beta: Double = 0.9999, epsilon: Double = 1e-6, clips: Bool = true, clipExponent: Double = 0.25
  ) {
    self.beta = beta
    self.epsilon = epsilon
    self.clips = clips
    self.clipExponent = clipExponent
    requireValid()
  }

  public var rules: [Rule] {
    [
      Rule("beta", beta, in: 0..<1), Rule("epsilon", epsilon, above: 0),
      Rule("clipExponent", clipExponent, in: 0...),
    ]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("v")] }

  public var secondMoment: SecondMoment {
    .recurrent(
      retention: Float(beta), innovation: Float(1 - beta), correctedBy: nil, startsFull: true)
  }

  public var gainFormula: String? { "1 / √mean(v)" }

  public func gain(meanSecondMoment: Double, at step: Int) -> Double? {
    meanSecondMoment > 0 ? 1 / meanSecondMoment.squareRoot() : nil
  }

  public var equations: [String] {
    let scaled = "d / max(√v, \(brief(epsilon)))"
    let bound = "(t − 1)^\(brief(clipExponent))"
    return [
      "d ← [t > 1]·\(clips ? "clip(\(scaled), 0 − \(bound), \(bound))" : "(\(scaled))")",
      "v ← [t = 1]·g^2 + [t > 1]·(\(brief(beta))·v + (1 − \(brief(beta)))·g^2)",
    ]
  }

  public func pass(
    at step: StepContext, scalars: inout MutableSpan<Double>
  ) -> any PreconditionerPass {
    guard step.step > 1 else {
      return Pass(beta: 0, share: 1, epsilon: Float(epsilon), bound: 0)
    }
    return Pass(
      beta: Float(beta), share: Float(1 - beta), epsilon: Float(epsilon),
      bound: clips ? Float(pow(Double(step.step - 1), clipExponent)) : .infinity)
  }

  private struct Pass: PreconditionerPass {
    let beta: Float
    let share: Float
    let epsilon: Float
    let bound: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let root = squareRoot(state[0, i])
        let scaled = direction[i] / (root > epsilon ? root : epsilon)
        let capped = scaled > bound ? bound : scaled
        direction[i] = capped < -bound ? -bound : capped
        state[0, i] = beta * state[0, i] + share * (tile.gradient[i] * tile.gradient[i])
      }
    }

    func sumOfSecondMoments(_ state: inout StateView, count: Int) -> Double {
      var sum = 0.0
      for i in 0..<count { sum += Double(state[0, i]) }
      return sum
    }
  }
}

extension Preconditioner where Self == LaggedRootMeanSquare {
  /// Division by the root mean square of the gradients before this one, clipped.
  public static func laggedRootMeanSquare(
    beta: Double = 0.9999, epsilon: Double = 1e-6, clips: Bool = true, clipExponent: Double = 0.25
  ) -> Self {
    Self(beta: beta, epsilon: epsilon, clips: clips, clipExponent: clipExponent)
  }
}
