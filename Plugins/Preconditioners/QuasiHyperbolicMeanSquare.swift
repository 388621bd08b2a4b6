import Foundation
import Kernels
public import Optimization

/// Divides each coordinate by the root of a weighted mean of its squared gradient and of their running
/// mean.
///
/// ```text
/// v₀ = 0
/// vₜ = β vₜ₋₁ + (1 − β) gₜ²
/// d  ← d / (√((1 − ν) gₜ² + ν vₜ / (1 − βᵗ)) + ε)
/// ```
///
/// ```swift
/// let preconditioner = QuasiHyperbolicMeanSquare(beta: 0.999, nu: 0.9)
/// #expect(preconditioner.gain(meanSecondMoment: 4, at: 1) == 0.5)
/// ```
///
/// - Source: Ma and Yarats, 2019, Algorithm 2 (QHAdam), <https://arxiv.org/abs/1810.06801>.
/// - Differs: nothing.
/// - Edge cases: a ν of 1 is the root mean square. The gain is that of the running mean alone, which on
///   average is the weighted one.
/// - Complexity: one array of state; one pass.
public struct QuasiHyperbolicMeanSquare: Preconditioner {
  /// β₂, the share of the mean square that is kept, in `0 ..< 1`; the source has 0.999.
  public let beta: Double

  /// ν₂, the weight of the running mean, in `0 ... 1`; the source recommends 1.
  public let nu: Double

  /// ε, added to the root, in the units of the gradient, in `0...`; the source has 1e-8.
  public let epsilon: Double

  /// Creates the preconditioner.
  ///
  /// - Parameters:
  ///   - beta: in `0 ..< 1`.
  ///   - nu: in `0 ... 1`.
  ///   - epsilon: in `0...`.
  public init(beta: Double = 0.999, nu: Double = 1, epsilon: Double = 1e-8) {
    self.beta = beta
    self.nu = nu
    self.epsilon = epsilon
    requireValid()
  }

  public var rules: [Rule] {
    [
      Rule("beta", beta, in: 0..<1), Rule("nu", nu, in: 0...1),
      Rule("epsilon", epsilon, in: 0...),
    ]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("v")] }

  public var secondMoment: SecondMoment {
    .recurrent(retention: Float(beta), innovation: Float(1 - beta), correctedBy: beta)
  }

  public var gainFormula: String? { "1 / √mean(v / (1 − \(brief(beta))^t))" }

  public func gain(meanSecondMoment: Double, at step: Int) -> Double? {
    meanSecondMoment > 0 ? 1 / meanSecondMoment.squareRoot() : nil
  }

  public var equations: [String] {
    let b = brief(beta)
    let n = brief(nu)
    return [
      "v ← \(b)·v + (1 − \(b))·g^2",
      "d ← d / (√((1 − \(n))·g^2 + \(n)·v / (1 − \(b)^t)) + \(brief(epsilon)))",
    ]
  }

  public func pass(
    at step: StepContext, scalars: inout MutableSpan<Double>
  ) -> any PreconditionerPass {
    let correction = 1 / (1 - pow(beta, Double(step.step)))
    return Pass(
      beta: Float(beta), share: Float(1 - beta), newWeight: Float(1 - nu),
      meanWeight: Float(nu * correction), correction: Float(correction), epsilon: Float(epsilon))
  }

  private struct Pass: PreconditionerPass {
    let beta: Float
    let share: Float
    let newWeight: Float
    let meanWeight: Float
    let correction: Float
    let epsilon: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let square = tile.gradient[i] * tile.gradient[i]
        let v = beta * state[0, i] + share * square
        state[0, i] = v
        direction[i] /= squareRoot(newWeight * square + meanWeight * v) + epsilon
      }
    }

    func sumOfSecondMoments(_ state: inout StateView, count: Int) -> Double {
      var sum = 0.0
      for i in 0..<count { sum += Double(state[0, i]) }
      return sum * Double(correction)
    }
  }
}

extension Preconditioner where Self == QuasiHyperbolicMeanSquare {
  /// Division by the root of a weighted mean of the squared gradient and of its running mean.
  public static func quasiHyperbolic(
    beta: Double = 0.999, nu: Double = 1, epsilon: Double = 1e-8
  ) -> Self {
    Self(beta: beta, nu: nu, epsilon: epsilon)
  }
}
