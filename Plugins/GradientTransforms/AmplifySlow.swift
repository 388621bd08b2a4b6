public import Optimization

private let e: Formula = "e"

/// Adds a running mean of the gradients to each, so that what changes slowly counts more: GrokFast.
///
/// ```text
/// e₁ = g₁
/// eₜ = α eₜ₋₁ + (1 − α) gₜ
/// g  ← g + λ e
/// ```
///
/// - Source: Lee, Kang, Kim and Lee, 2024, Algorithm 2 (GrokFast-EMA),
///   <https://arxiv.org/abs/2405.20233>; the first mean as in the authors' code.
/// - Differs: nothing.
/// - Edge cases: a gradient of 1 becomes 1 + λ, which the gain knows.
/// - Complexity: one array; part of the pass.
public struct AmplifySlow: GradientTransform {
  public static let name = "amplifySlow"
  public static let source = "Lee, Kang, Kim and Lee, 2024, Algorithm 2 (GrokFast)"

  /// α, the share of the mean that is kept, in `0 ..< 1`; the source's default is 0.98.
  public let alpha: Double

  /// λ, what the mean is multiplied by, in `0...`; the source's default is 2.
  public let strength: Double

  public var bounds: [Bound<Self>] { [Bound(\.alpha, in: 0..<1), Bound(\.strength, in: 0...)] }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("e")] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let later = p.alpha * e + (1 - p.alpha) * .g
    return [
      e ← (.t .== 1) * .g + (.t .> 1) * later,
      .g ← .g + p.strength * e,
    ]
  }

  public var gain: Formula? { 1 + Numbers(self).strength }

  public func action(at step: StepContext) -> TransformAction {
    let kept = step.step == 1 ? 0 : alpha
    return .rewrite(
      Pass(kept: Float(kept), share: Float(1 - kept), strength: Float(strength)))
  }

  private struct Pass: TransformPass {
    let kept: Float
    let share: Float
    let strength: Float

    func rewrite(
      _ gradient: inout MutableSpan<Float>, parameters: Span<Float>, offset: Int,
      state: inout StateView
    ) {
      for i in gradient.indices {
        let g = gradient[i]
        let mean = kept * state[0, i] + share * g
        state[0, i] = mean
        gradient[i] = g + strength * mean
      }
    }
  }
}

extension GradientTransform where Self == AmplifySlow {
  /// The gradient, and its running mean once more.
  public static func amplifySlow(alpha: Double = 0.98, strength: Double = 2) -> Self {
    Self(alpha: alpha, strength: strength).checked()
  }
}
