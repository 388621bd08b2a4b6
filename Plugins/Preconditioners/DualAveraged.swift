import Kernels
public import Optimization

private let start: Formula = "θ₀"
private let s: Formula = "s"
private let v: Formula = "v"
private let w: Formula = "w"

/// Goes from where the parameters are toward where the sum of all directions leads from the start:
/// MADGRAD's dual averaging.
///
/// ```text
/// w = (η + ε) √t
/// s ← s + w d
/// v ← v + w g²
/// θ ← β θ + (1 − β) (θ₀ − s / (∛v + ε))
/// ```
///
/// ```swift
/// let preconditioner: DualAveraged = .dualAveraged(beta: 0)
/// #expect(preconditioner.lines.last?.description == "d ← (θ − θ₀ + s / (v^(1 / 3) + 1e-06)) / η")
/// ```
///
/// - Source: Defazio and Jelassi, 2022, Algorithm 1 (MADGRAD), <https://arxiv.org/abs/2101.11075>; ε
///   beside the rate as in the authors' code.
/// - Differs: nothing.
/// - Edge cases: a decay of the parameters fades as they follow the sum, so that the authors have L2. At a
///   learning rate of 0, or below the normal `Float`s, nothing moves. There is no gain.
/// - Complexity: three arrays; one pass.
public struct DualAveraged: Preconditioner {
  public static let name = "dualAveraged"
  public static let source = "Defazio and Jelassi, 2022, Algorithm 1 (MADGRAD)"

  /// β, the share of the way that is left, in `0 ..< 1`: 1 − c of the source; its default is 0.9.
  public let beta: Double

  /// ε, beside the cubic root and the rate, in `0...`; the source's default is 1e-6.
  public let epsilon: Double

  public var bounds: [Bound<Self>] { [Bound(\.beta, in: 0..<1), Bound(\.epsilon, in: 0...)] }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    [StateArray("θ₀", start: .parameters), StateArray("s"), StateArray("v")]
  }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let way = .θ - start + s / (v ** (Formula(1) / 3) + p.epsilon)
    return [
      w ← (.η + p.epsilon) * √.t,
      s ← s + w * .d,
      v ← v + w * .g ** 2,
      .d ← (1 - p.beta) * way / .η,
    ]
  }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    let isLost = step.learningRate < Double(Float.leastNormalMagnitude)
    return Pass(
      weight: Float(step[w]), share: isLost ? 0 : Float((1 - beta) / step.learningRate),
      epsilon: Float(epsilon))
  }

  private struct Pass: PreconditionerPass {
    let weight: Float
    let share: Float
    let epsilon: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let gradient = tile.gradient[i]
        let s = state[1, i] + weight * direction[i]
        let v = state[2, i] + weight * (gradient * gradient)
        let way = tile.parameters[i] - state[0, i] + s / (power(v, 1.0 / 3) + epsilon)
        state[1, i] = s
        state[2, i] = v
        direction[i] = share == 0 ? 0 : share * way
      }
    }
  }
}

extension Preconditioner where Self == DualAveraged {
  /// The way to where the sum of all directions leads from the start.
  public static func dualAveraged(beta: Double = 0.9, epsilon: Double = 1e-6) -> Self {
    Self(beta: beta, epsilon: epsilon).checked()
  }
}
