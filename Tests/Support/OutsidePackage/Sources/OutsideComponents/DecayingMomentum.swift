import Descent

/// Adds gradients up, with a momentum that falls to 0 over the training.
///
/// ```text
/// bₜ = β r / (1 − β + β r)       r = max(0, 1 − t / steps)
/// m₀ = 0
/// mₜ = bₜ mₜ₋₁ + gₜ
/// d  = mₜ
/// ```
///
/// - Source: Chen, Wolfe, Li and Kyrillidis, 2019, Demon, Algorithm 1,
///   <https://arxiv.org/abs/1910.04952>.
/// - Differs: t counts from 1; the learning rate is outside the buffer.
/// - Edge cases: from step `steps` on, the direction is the gradient itself.
/// - Complexity: one array of state; one pass.
public struct DecayingMomentum: MomentEstimator {
  /// β, the momentum that the first steps begin to fall from, in `0 ..< 1`; the paper's choice is 0.9.
  public let beta: Double

  /// The step at which the momentum has fallen to 0, in `1...`.
  public let steps: Int

  /// Creates the estimator.
  ///
  /// - Parameters:
  ///   - beta: in `0 ..< 1`.
  ///   - steps: in `1...`.
  public init(beta: Double = 0.9, steps: Int) {
    self.beta = beta
    self.steps = steps
    requireValid()
  }

  public var rules: [Rule] {
    [Rule("beta", beta, in: 0..<1), Rule("steps", Double(steps), in: 1...)]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("m")] }

  public var gainFormula: String? {
    "1 + \(brief(beta)) / (1 − \(brief(beta)))·\(restFormula)"
  }

  /// 1 / (1 − bₜ): what a gradient adds to all later steps falls in a straight line.
  public func gain(meanSecondMoment: Double, at step: Int) -> Double? {
    1 + beta / (1 - beta) * rest(at: step)
  }

  public var equations: [String] {
    let share = "\(brief(beta))·\(restFormula)"
    return ["b ← \(share) / (1 − \(brief(beta)) + \(share))", "m ← b·m + g", "d ← m"]
  }

  public func pass(at step: StepContext, scalars: inout MutableSpan<Double>) -> any MomentPass {
    let share = beta * rest(at: step.step)
    return Pass(beta: Float(share / (1 - beta + share)))
  }

  private func rest(at step: Int) -> Double { max(0, 1 - Double(step) / Double(steps)) }

  private var restFormula: String { "max(0, 1 − t / \(steps))" }

  private struct Pass: MomentPass {
    let beta: Float

    func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let m = beta * state[0, i] + tile.gradient[i]
        state[0, i] = m
        direction[i] = m
      }
    }
  }
}

extension MomentEstimator where Self == DecayingMomentum {
  /// Momentum that falls to 0 at a step.
  public static func decayingMomentum(beta: Double = 0.9, steps: Int) -> Self {
    Self(beta: beta, steps: steps)
  }
}
