public import Optimization

private let v: Formula = "v"
private let first: Formula = "first"

/// The running mean of the squared gradients before this one.
///
/// ```text
/// v₁ = g₁²
/// vₜ = β vₜ₋₁ + (1 − β) gₜ²         of which step t uses vₜ₋₁
/// ```
///
/// - Source: Taniguchi et al., NeurIPS 2024, Algorithm 2 (ADOPT), <https://arxiv.org/abs/2411.02853>.
/// - Differs: nothing. The source counts from 0 at the step that moves nothing; here that is t = 1.
/// - Edge cases: the gain is that of the mean after the step, which is the one that is known.
/// - Complexity: one array.
public struct LaggedMeanSquare: SquareEstimator {
  public static let name = "laggedMean"

  public static let source = "Taniguchi et al., 2024, Algorithm 2 (ADOPT)"

  /// β, the share of the mean that is kept, in `0 ..< 1`; the source has 0.9999.
  public let beta: Double

  public var bounds: [Bound<Self>] { [Bound(\.beta, in: 0..<1)] }

  public var arrays: [StateArray] { [StateArray("v")] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let mean = p.beta * v + (1 - p.beta) * .g ** 2
    return [v ← (.t .== 1).named(first) * .g ** 2 + (.t .> 1) * mean]
  }

  public var estimate: Formula { v }

  public var isLagged: Bool { true }

  public func pass(at step: StepContext) -> any SquarePass {
    LaggedMeanSquarePass(self, at: step)
  }

  public func pair(
    with divisor: any Divisor, at step: StepContext
  ) -> (any PreconditionerPass)? {
    (divisor as? FlooredRoot).map {
      LaggedByFloor(kept: .init(self, at: step), divisor: .init($0, at: step))
    }
  }
}

struct LaggedMeanSquarePass: SquarePass {
  private let mean: FadingMean

  init(_ lagged: LaggedMeanSquare, at step: StepContext) {
    mean = .init(step[first] == 1 ? 0 : lagged.beta)
  }

  func keep(
    _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
  ) -> Float {
    let old = state[first, i]
    state[first, i] = mean.next(old, gradient * gradient)
    return old
  }
}

private struct LaggedByFloor: Pair { let kept: LaggedMeanSquarePass, divisor: FlooredRootPass }

extension SquareEstimator where Self == LaggedMeanSquare {
  /// The running mean of the squared gradients before this one: ADOPT's.
  public static func laggedMean(beta: Double = 0.9999) -> Self { Self(beta: beta).checked() }
}
