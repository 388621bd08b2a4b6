import Foundation
import Kernels
public import Optimization

/// Divides each coordinate by the running root mean square of its gradients.
///
/// ```text
/// v₀ = 0
/// vₜ = β vₜ₋₁ + (1 − β) gₜ²
/// d  ← d / (√(vₜ / (1 − βᵗ)) + ε)
/// ```
///
/// ```swift
/// let preconditioner = RootMeanSquare(beta: 0.999, epsilon: 1e-8)
/// #expect(preconditioner.gain(meanSecondMoment: 4, at: 1) == 0.5)
/// ```
///
/// - Source: Kingma and Ba, 2015, Algorithm 1, <https://arxiv.org/abs/1412.6980>; without bias
///   correction Tieleman and Hinton, 2012, RMSprop.
/// - Differs: nothing.
/// - Complexity: one array of state; one pass.
public struct RootMeanSquare: Preconditioner {
  /// β₂, the share of the mean square that is kept, in `0 ..< 1`; the paper's default is 0.999.
  public let beta: Double

  /// ε, added to the root, in the units of the gradient, in `0...`; the paper's default is 1e-8.
  public let epsilon: Double

  /// Whether the mean square is divided by the weight it has gathered so far, 1 − βᵗ.
  public let correctsBias: Bool

  /// Creates the preconditioner.
  ///
  /// - Parameters:
  ///   - beta: in `0 ..< 1`.
  ///   - epsilon: in `0...`.
  ///   - correctsBias: whether early means are scaled up to full weight.
  public init(beta: Double = 0.999, epsilon: Double = 1e-8, correctsBias: Bool = true) {
    self.beta = beta
    self.epsilon = epsilon
    self.correctsBias = correctsBias
    requireValid()
  }

  public var rules: [Rule] {
    [Rule("beta", beta, in: 0..<1), Rule("epsilon", epsilon, in: 0...)]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("v")] }

  public var secondMoment: SecondMoment {
    .recurrent(
      retention: Float(beta), innovation: Float(1 - beta), correctedBy: correctsBias ? beta : nil)
  }

  public var gainFormula: String? { "1 / √mean(\(correctedFormula))" }

  public func gain(meanSecondMoment: Double, at step: Int) -> Double? {
    meanSecondMoment > 0 ? 1 / meanSecondMoment.squareRoot() : nil
  }

  public var equations: [String] {
    [
      "v ← \(brief(beta))·v + (1 − \(brief(beta)))·g^2",
      "d ← d / (√(\(correctedFormula)) + \(brief(epsilon)))",
    ]
  }

  private var correctedFormula: String { correctsBias ? "v / (1 − \(brief(beta))^t)" : "v" }

  public func pass(
    at step: StepContext, scalars: inout MutableSpan<Double>
  ) -> any PreconditionerPass {
    let correction = correctsBias ? 1 / (1 - pow(beta, Double(step.step))) : 1
    return Pass(
      beta: Float(beta), share: Float(1 - beta), correction: Float(correction),
      epsilon: Float(epsilon))
  }

  private struct Pass: PreconditionerPass {
    let beta: Float
    let share: Float
    let correction: Float
    let epsilon: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let v = beta * state[0, i] + share * (tile.gradient[i] * tile.gradient[i])
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

extension Preconditioner where Self == RootMeanSquare {
  /// Division by the root mean square of the gradients, corrected for its start.
  public static func rootMeanSquare(
    beta: Double = 0.999, epsilon: Double = 1e-8, correctsBias: Bool = true
  ) -> Self {
    Self(beta: beta, epsilon: epsilon, correctsBias: correctsBias)
  }
}
