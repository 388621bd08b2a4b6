public import Optimization

/// Scales gradients to a length; whose length, is said.
///
/// ```text
/// g ← g · length / (‖g‖ + ε)
/// ```
///
/// ```swift
/// let transform: NormalizeByNorm = .normalize(to: 2, scope: .all)
/// if case .scale(let factor) = transform.action(at: StepContext(for: transform, at: 1, measured: 4)) {
///   #expect(factor == 0.5)
/// }
/// ```
///
/// - Source: Hazan, Levy and Shalev-Shwartz, 2015, Algorithm 1, <https://arxiv.org/abs/1507.02030>.
/// - Differs: nothing; optax's `normalize_by_update_norm` has an ε of 1e-6.
/// - Edge cases: a gradient of zeros stays; an infinite norm scales by 0, one that is not a number
///   makes all of the scope that. What is so short that it would take a factor beyond `Float` is scaled
///   by 2¹²⁷, and stays shorter.
/// - Complexity: one read of the gradients before the pass; no state.
public struct NormalizeByNorm: GradientTransform {
  public static let name = "normalize"
  public static let source = "Nesterov, 1984"

  /// The norm to reach, in the units of the gradient, above 0.
  public let length: Double

  /// Whose norm it is: all groups together, a group, or a parameter.
  public let scope: NormScope

  /// ε, added to the norm, in `0...`.
  public let epsilon: Double

  public var bounds: [Bound<Self>] { [Bound(\.length, above: 0), Bound(\.epsilon, in: 0...)] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let norm = Formula.norm(.g, over: scope)
    let divisor = epsilon == 0 ? norm + (norm .== 0) : norm + p.epsilon
    return [.g ← .g * (p.length / divisor).named(.c)]
  }

  public func action(at step: StepContext) -> TransformAction {
    step.measured == 0 ? .keep : .scale(Swift.min(step[.c], 0x1p127))
  }
}

extension GradientTransform where Self == NormalizeByNorm {
  /// Gradients of a length; left out, of 1.
  public static func normalize(
    to length: Double = 1, scope: NormScope, epsilon: Double = 0
  ) -> Self {
    Self(length: length, scope: scope, epsilon: epsilon).checked()
  }
}
