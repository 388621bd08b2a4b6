public import Optimization

/// Scales gradients down where their norm is above a limit; whose norm, is said.
///
/// ```text
/// g ← g · min(1, limit / ‖g‖)
/// ```
///
/// ```swift
/// let clip = ClipByNorm(1, scope: .all)
/// if case .scale(let factor) = clip.action(at: TransformContext(step: 1, norm: 4)) {
///   #expect(factor == 0.25)
/// }
/// ```
///
/// - Source: Pascanu, Mikolov and Bengio, 2013, Algorithm 1, <https://arxiv.org/abs/1211.5063>.
/// - Differs: nothing; PyTorch's `clip_grad_norm_` divides by ‖g‖ + 1e-6.
/// - Edge cases: a gradient of zeros stays; an infinite norm scales by 0, one that is not a number
///   leaves the gradient.
/// - Complexity: one read of the gradients before the pass; no state.
public struct ClipByNorm: GradientTransform {
  /// The largest norm, in the units of the gradient, above 0.
  public let limit: Double

  /// Whose norm is limited: all groups together, a group, or a parameter.
  public let scope: NormScope

  /// Creates the transform.
  ///
  /// - Parameters:
  ///   - limit: the largest norm, above 0.
  ///   - scope: whose norm is limited.
  public init(_ limit: Double, scope: NormScope) {
    self.limit = limit
    self.scope = scope
    requireValid()
  }

  public var rules: [Rule] { [Rule("limit", limit, above: 0)] }

  public var normScope: NormScope? { scope }

  public var equation: String {
    "g ← g·min(1, \(brief(limit)) / \(scope.normFunction)(g))"
  }

  public func action(at step: TransformContext) -> TransformAction {
    step.norm > limit ? .scale(limit / step.norm) : .keep
  }
}

extension GradientTransform where Self == ClipByNorm {
  /// A limit for the norm of all gradients together.
  public static func clip(globalNorm limit: Double) -> Self { Self(limit, scope: .all) }

  /// A limit for the norm of each group's gradients.
  public static func clip(groupNorm limit: Double) -> Self { Self(limit, scope: .group) }

  /// A limit for the norm of each parameter's gradient.
  public static func clip(parameterNorm limit: Double) -> Self { Self(limit, scope: .parameter) }
}
