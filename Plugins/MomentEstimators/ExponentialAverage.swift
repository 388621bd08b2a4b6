import Foundation
public import Optimization

/// Averages gradients with exponentially falling weights.
///
/// ```text
/// m₀ = 0
/// mₜ = β mₜ₋₁ + (1 − β) gₜ
/// d  = mₜ / (1 − βᵗ)             without bias correction: mₜ
/// ```
///
/// ```swift
/// let moments = ExponentialAverage(beta: 0.9)
/// #expect(moments.gain(meanSecondMoment: 0, at: 1) == 1)
/// ```
///
/// - Source: Kingma and Ba, 2015, Algorithm 1, <https://arxiv.org/abs/1412.6980>.
/// - Differs: nothing.
/// - Complexity: one array of state; one pass.
public struct ExponentialAverage: MomentEstimator {
  /// β₁, the share of the average that is kept, in `0 ..< 1`; the paper's default is 0.9.
  public let beta: Double

  /// Whether the average is divided by the weight it has gathered so far, 1 − βᵗ.
  public let correctsBias: Bool

  /// Creates the estimator.
  ///
  /// - Parameters:
  ///   - beta: in `0 ..< 1`.
  ///   - correctsBias: whether early averages are scaled up to full weight.
  public init(beta: Double = 0.9, correctsBias: Bool = true) {
    self.beta = beta
    self.correctsBias = correctsBias
    requireValid()
  }

  public var rules: [Rule] { [Rule("beta", beta, in: 0..<1)] }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("m")] }

  public var gainFormula: String? { "1" }

  public func gain(meanSecondMoment: Double, at step: Int) -> Double? { 1 }

  public var equations: [String] {
    [
      "m ← \(brief(beta))·m + (1 − \(brief(beta)))·g",
      correctsBias ? "d ← m / (1 − \(brief(beta))^t)" : "d ← m",
    ]
  }

  public var scaleFormula: String { correctsBias ? "1 / (1 − \(brief(beta))^t)" : "1" }

  public func pass(at step: StepContext, scalars: inout MutableSpan<Double>) -> any MomentPass {
    let correction = correctsBias ? 1 / (1 - pow(beta, Double(step.step))) : 1
    return Pass(beta: Float(beta), share: Float(1 - beta), correction: Float(correction))
  }

  private struct Pass: MomentPass {
    let beta: Float
    let share: Float
    let correction: Float

    var scale: Double { Double(correction) }

    func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let m = beta * state[0, i] + share * tile.gradient[i]
        state[0, i] = m
        direction[i] = m * correction
      }
    }
  }
}

extension MomentEstimator where Self == ExponentialAverage {
  /// An exponential average, corrected for its start.
  public static func exponential(beta: Double = 0.9, correctsBias: Bool = true) -> Self {
    Self(beta: beta, correctsBias: correctsBias)
  }
}
