import Foundation
import Kernels
public import Optimization

/// Divides each coordinate by how far its gradients have been from their average.
///
/// ```text
/// v₀ = 0
/// vₜ = β vₜ₋₁ + (1 − β) (gₜ − mₜ)² + epsilonInAverage
/// d  ← d / (√(vₜ / (1 − βᵗ)) + ε)
/// ```
///
/// mₜ is the average of the moment estimator after this step, before its bias correction.
///
/// - Source: Zhuang et al., NeurIPS 2020, Algorithm 2, <https://arxiv.org/abs/2010.07468>.
/// - Differs: nothing. The paper, its code and timm add one ε at both places; optax has two.
/// - Edge cases: an estimator that keeps no average has gₜ itself as mₜ, which leaves
///   epsilonInAverage alone in v.
/// - Complexity: one array of state; one pass, and a second one with stable weight decay, whose mean
///   must be measured.
public struct AdaBelief: Preconditioner {
  /// β₂, the share of the mean square that is kept, in `0 ..< 1`; the paper's default is 0.999.
  public let beta: Double

  /// ε, added to the root, in the units of the gradient, in `0...`; the authors' code has 1e-16.
  public let epsilon: Double

  /// What is added to v at every step and stays in it, in the units of the squared gradient, in
  /// `0...`; the authors' code has 1e-16.
  public let epsilonInAverage: Double

  /// Whether ε stands beside the root of the uncorrected mean, and so is divided by √(1 − βᵗ), too,
  /// as where timm rectifies.
  public let correctsEpsilon: Bool

  /// Creates the preconditioner.
  ///
  /// - Parameters:
  ///   - beta: in `0 ..< 1`.
  ///   - epsilon: added to the root, in `0...`.
  ///   - epsilonInAverage: added to v at every step, in `0...`.
  ///   - correctsEpsilon: whether ε stands beside the uncorrected root.
  public init(
    beta: Double = 0.999, epsilon: Double = 1e-16, epsilonInAverage: Double = 1e-16,
    correctsEpsilon: Bool = false
  ) {
    self.beta = beta
    self.epsilon = epsilon
    self.epsilonInAverage = epsilonInAverage
    self.correctsEpsilon = correctsEpsilon
    requireValid()
  }

  public var rules: [Rule] {
    [
      Rule("beta", beta, in: 0..<1), Rule("epsilon", epsilon, in: 0...),
      Rule("epsilonInAverage", epsilonInAverage, in: 0...),
    ]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("v")] }

  public var secondMoment: SecondMoment { .measured }

  public var gainFormula: String? { "1 / √mean(v / (1 − \(brief(beta))^t))" }

  public func gain(meanSecondMoment: Double, at step: Int) -> Double? {
    meanSecondMoment > 0 ? 1 / meanSecondMoment.squareRoot() : nil
  }

  public var equations: [String] {
    let b = brief(beta)
    let outside = brief(epsilon) + (correctsEpsilon ? " / √(1 − \(b)^t)" : "")
    return [
      Composition.scaleMarker,
      "v ← \(b)·v + (1 − \(b))·(g − d / s)^2 + \(brief(epsilonInAverage))",
      "d ← d / (√(v / (1 − \(b)^t)) + \(outside))",
    ]
  }

  public func pass(
    at step: StepContext, scalars: inout MutableSpan<Double>
  ) -> any PreconditionerPass {
    let gathered = 1 - pow(beta, Double(step.step))
    return Pass(
      beta: Float(beta), share: Float(1 - beta), uncorrection: Float(1 / step.directionScale),
      epsilonInAverage: Float(epsilonInAverage), correction: Float(1 / gathered),
      epsilon: Float(correctsEpsilon ? epsilon / gathered.squareRoot() : epsilon))
  }

  private struct Pass: PreconditionerPass {
    let beta: Float
    let share: Float
    let uncorrection: Float
    let epsilonInAverage: Float
    let correction: Float
    let epsilon: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let surprise = tile.gradient[i] - direction[i] * uncorrection
        let v = beta * state[0, i] + share * (surprise * surprise) + epsilonInAverage
        state[0, i] = v
        direction[i] /= squareRoot(v * correction) + epsilon
      }
    }

    func sumOfSecondMoments(_ state: inout StateView, count: Int) -> Double {
      var sum = 0.0
      for i in 0..<count { sum += Double(state[0, i]) }
      return sum * Double(correction)
    }
  }
}

extension Preconditioner where Self == AdaBelief {
  /// Division by the root mean square of what the average did not foresee.
  public static func adabelief(
    beta: Double = 0.999, epsilon: Double = 1e-16, epsilonInAverage: Double = 1e-16
  ) -> Self {
    Self(beta: beta, epsilon: epsilon, epsilonInAverage: epsilonInAverage)
  }
}
