import Kernels
public import Optimization

private let v: Formula = "v"

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
  public static let name = "laggedRootMeanSquare"

  public static let source = "Taniguchi et al., 2024, Algorithm 2 (ADOPT)"

  /// β₂, the share of the mean square that is kept, in `0 ..< 1`; the source has 0.9999.
  public let beta: Double

  /// ε, the least divisor, in the units of the gradient, greater than 0; the source has 1e-6.
  public let epsilon: Double

  /// Whether coordinates are clipped.
  public let clips: Bool

  /// How fast the bound on a coordinate grows, in `0...`; the source has 1/4.
  public let clipExponent: Double

  /// Creates the preconditioner.
  public init(
    beta: Double = 0.9999, epsilon: Double = 1e-6, clips: Bool = true, clipExponent: Double = 0.25
  ) {
    self.beta = beta
    self.epsilon = epsilon
    self.clips = clips
    self.clipExponent = clipExponent
    requireValid()
  }

  public var bounds: [Bound<Self>] {
    [
      Bound(\.beta, in: 0..<1), Bound(\.epsilon, above: 0), Bound(\.clipExponent, in: 0...),
    ]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("v")] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let later = (.t .> 1).named("later")
    let scaled = .d / .max(√v, p.epsilon)
    let bound = ((.t - 1) ** p.clipExponent).named("bound")
    let mean = p.beta * v + (1 - p.beta) * .g ** 2
    return [
      .d ← later * (clips ? .clip(scaled, -bound, bound) : scaled),
      v ← (.t .== 1) * .g ** 2 + (.t .> 1) * mean,
    ]
  }

  public var gain: Formula? { 1 / √Formula.mean(v) }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    guard step["later"] == 1 else {
      return Pass(beta: 0, share: 1, epsilon: Float(epsilon), bound: 0)
    }
    return Pass(
      beta: Float(beta), share: Float(1 - beta), epsilon: Float(epsilon),
      bound: clips ? Float(step["bound"]) : .infinity)
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
