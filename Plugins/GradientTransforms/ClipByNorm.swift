public import Optimization

/// Scales gradients down where their norm is above a limit; whose norm, is said.
///
/// ```text
/// g ← g · min(1, limit / (‖g‖ + ε))
/// ```
///
/// ```swift
/// let clip: ClipByNorm = .clip(globalNorm: 1)
/// if case .scale(let factor) = clip.action(at: StepContext(for: clip, at: 1, measured: 4)) {
///   #expect(factor == 0.25)
/// }
/// ```
///
/// - Source: Pascanu, Mikolov and Bengio, 2013, Algorithm 1, <https://arxiv.org/abs/1211.5063>.
/// - Differs: the paper has no ε, and neither has optax; PyTorch's `clip_grad_norm_` has 1e-6.
/// - Edge cases: a gradient of zeros stays; an infinite norm scales by 0, one that is not a number
///   leaves the gradient.
/// - Complexity: one read of the gradients before the pass; no state.
public struct ClipByNorm: GradientTransform {
  public static let name = "clipByNorm"
  public static let source = "Pascanu, Mikolov and Bengio, 2013, Algorithm 1"

  /// The largest norm, in the units of the gradient, above 0.
  public let limit: Double

  /// Whose norm is limited: all groups together, a group, or a parameter.
  public let scope: NormScope

  /// ε, added to the norm, in `0...`.
  public let epsilon: Double

  public var bounds: [Bound<Self>] { [Bound(\.limit, above: 0), Bound(\.epsilon, in: 0...)] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let factor = Formula.min(1, p.limit / (.norm(.g, over: scope) + p.epsilon))
    return [.g ← .g * factor.named(.c)]
  }

  public func action(at step: StepContext) -> TransformAction {
    step[.c] < 1 ? .scale(step[.c]) : .keep
  }
}

extension GradientTransform where Self == ClipByNorm {
  /// A limit for the norm of all gradients together.
  public static func clip(globalNorm limit: Double, epsilon: Double = 0) -> Self {
    Self(limit: limit, scope: .all, epsilon: epsilon).checked()
  }

  /// A limit for the norm of each group's gradients.
  public static func clip(groupNorm limit: Double, epsilon: Double = 0) -> Self {
    Self(limit: limit, scope: .group, epsilon: epsilon).checked()
  }

  /// A limit for the norm of each parameter's gradient.
  public static func clip(parameterNorm limit: Double, epsilon: Double = 0) -> Self {
    Self(limit: limit, scope: .parameter, epsilon: epsilon).checked()
  }
}
