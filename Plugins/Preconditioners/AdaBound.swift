import Kernels
public import Optimization

private let v: Formula = "v"
private let w: Formula = "w"
private let l: Formula = "l"
private let u: Formula = "u"

/// Divides each coordinate by its running root mean square, within bounds that close in on one number.
///
/// ```text
/// vₜ = β vₜ₋₁ + (1 − β) gₜ²
/// wₜ = max(wₜ₋₁, vₜ)                         without the maximum: vₜ
/// d  ← d clip(√(1 − βᵗ) / (√wₜ + ε), lₜ / s, uₜ / s)
/// lₜ = finalScale (1 − 1 / (γt + 1))         uₜ = finalScale (1 + 1 / (γt))
/// ```
///
/// s is what the moment estimator multiplied its average by to correct for its start: the bounds are
/// those of the step's ratio to the average itself. In the end d is finalScale times the average:
/// momentum.
///
/// ```swift
/// let preconditioner = AdaBound(finalScale: 100, gamma: 1e-3)
/// #expect(preconditioner.gain == nil)
/// ```
///
/// - Source: Luo, Xiong, Liu and Sun, ICLR 2019, Algorithms 2 and 3, <https://arxiv.org/abs/1902.09843>;
///   the bias corrections and ε as in the authors' code.
/// - Differs: the bounds are in units of the learning rate of the step, so that they follow the
///   schedule and the group's multiplier. In the authors' code they follow the schedule, too, but not
///   a group's multiplier; a final learning rate of 0.1 beside a learning rate of 0.001 is a
///   finalScale of 100.
/// - Edge cases: the bounds hide the second moment, so that there is no gain, and stable weight decay
///   is refused.
/// - Complexity: one array of state, two with the maximum; one pass.
public struct AdaBound: Preconditioner {
  public static let name = "adabound"

  public static let source = "Luo, Xiong, Liu and Sun, 2019, Algorithms 2 and 3"

  /// β₂, the share of the mean square that is kept, in `0 ..< 1`; the paper's default is 0.999.
  public let beta: Double

  /// ε, added to the root of the uncorrected mean, in the units of the gradient, in `0...`; the
  /// authors' code has 1e-8.
  public let epsilon: Double

  /// The final step in units of the learning rate, above 0; the authors have 0.1 / 0.001 = 100.
  public let finalScale: Double

  /// γ, how fast the bounds close in, above 0; the authors' code has 1e-3.
  public let gamma: Double

  /// Whether the mean square never falls: AMSBound.
  public let keepsMaximum: Bool

  /// Creates the preconditioner.
  public init(
    beta: Double = 0.999, epsilon: Double = 1e-8, finalScale: Double = 100, gamma: Double = 1e-3,
    keepsMaximum: Bool = false
  ) {
    self.beta = beta
    self.epsilon = epsilon
    self.finalScale = finalScale
    self.gamma = gamma
    self.keepsMaximum = keepsMaximum
    requireValid()
  }

  public var bounds: [Bound<Self>] {
    [
      Bound(\.beta, in: 0..<1), Bound(\.epsilon, in: 0...), Bound(\.finalScale, above: 0),
      Bound(\.gamma, above: 0),
    ]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    [StateArray("v")] + (keepsMaximum ? [StateArray("w")] : [])
  }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let correction = (√(1 - p.beta ** .t)).named("c")
    let factor = correction / (√(keepsMaximum ? w : v) + p.epsilon)
    let mean = v ← p.beta * v + (1 - p.beta) * .g ** 2
    return [mean] + (keepsMaximum ? [w ← .max(w, v)] : []) + [
      l ← p.finalScale / .s * (1 - 1 / (p.gamma * .t + 1)),
      u ← p.finalScale / .s * (1 + 1 / (p.gamma * .t)),
      .d ← .d * .clip(factor, l, u),
    ]
  }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    let plain = Pass(
      beta: Float(beta), share: Float(1 - beta), correction: Float(step["c"]),
      epsilon: Float(epsilon), lower: Float(step[l]), upper: Float(step[u]))
    return keepsMaximum ? MaximumPass(plain: plain) : plain
  }

  private struct Pass: PreconditionerPass {
    let beta: Float
    let share: Float
    let correction: Float
    let epsilon: Float
    let lower: Float
    let upper: Float

    @inline(__always) func factor(_ w: Float) -> Float {
      let factor = correction / (squareRoot(w) + epsilon)
      let raised = factor < lower ? lower : factor
      return raised > upper ? upper : raised
    }

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let v = beta * state[0, i] + share * (tile.gradient[i] * tile.gradient[i])
        state[0, i] = v
        direction[i] *= factor(v)
      }
    }
  }

  private struct MaximumPass: PreconditionerPass {
    let plain: Pass

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        let v = plain.beta * state[0, i] + plain.share * (tile.gradient[i] * tile.gradient[i])
        let w = state[1, i] > v ? state[1, i] : v
        state[0, i] = v
        state[1, i] = w
        direction[i] *= plain.factor(w)
      }
    }
  }
}

extension Preconditioner where Self == AdaBound {
  /// Division by the root mean square within closing bounds.
  public static func adabound(
    beta: Double = 0.999, epsilon: Double = 1e-8, finalScale: Double = 100, gamma: Double = 1e-3,
    keepsMaximum: Bool = false
  ) -> Self {
    Self(
      beta: beta, epsilon: epsilon, finalScale: finalScale, gamma: gamma,
      keepsMaximum: keepsMaximum)
  }
}
