import Descent

private let b: Formula = "b"
private let m: Formula = "m"

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
  public static let name = "decayingMomentum"
  public static let source = "Chen, Wolfe, Li and Kyrillidis, 2019, Demon, Algorithm 1"

  /// β, the momentum that the first steps begin to fall from, in `0 ..< 1`; the paper's choice is 0.9.
  public let beta: Double

  /// The step at which the momentum has fallen to 0, in `1...`.
  public let steps: Int

  public var bounds: [Bound<Self>] { [Bound(\.beta, in: 0..<1), Bound(\.steps, in: 1...)] }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("m")] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let share = p.beta * rest
    return [b ← share / (1 - p.beta + share), m ← b * m + .g, .d ← m]
  }

  /// 1 / (1 − bₜ): what a gradient adds to all later steps falls in a straight line.
  public var gain: Formula? {
    let p = Numbers(self)
    return 1 + p.beta / (1 - p.beta) * rest
  }

  private var rest: Formula { .max(0, 1 - .t / Numbers(self).steps) }

  public func pass(at step: StepContext) -> any MomentPass { Pass(beta: Float(step[b])) }

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
    Self(beta: beta, steps: steps).checked()
  }
}
