public import Optimization

/// Scales gradients to a length; whose length, is said.
///
/// ```text
/// g ← g · length / (‖g‖ + ε)
/// ```
///
/// ```swift
/// let transform = NormalizeByNorm(length: 2, scope: .all)
/// if case .scale(let factor) = transform.action(at: TransformContext(step: 1, norm: 4)) {
///   #expect(factor == 0.5)
/// }
/// ```
///
/// - Source: Hazan, Levy and Shalev-Shwartz, 2015, Algorithm 1, <https://arxiv.org/abs/1507.02030>.
/// - Differs: nothing; optax's `normalize_by_update_norm` has an ε of 1e-6.
/// - Edge cases: a gradient of zeros stays; an infinite norm scales by 0, one that is not a number
///   makes all of the scope that.
/// - Complexity: one read of the gradients before the pass; no state.
public struct NormalizeByNorm: GradientTransform {
  /// The norm to reach, in the units of the gradient, above 0.
  public let length: Double

  /// Whose norm it is: all groups together, a group, or a parameter.
  public let scope: NormScope

  /// ε, added to the norm, in `0...`.
  public let epsilon: Double

  /// Creates the transform.
  ///
  /// - Parameters:
  ///   - length: the norm to reach, above 0.
  ///   - scope: whose norm it is.
  ///   - epsilon: added to the norm, in `0...`.
  public init(length: Double = 1, scope: NormScope, epsilon: Double = 0) {
    self.length = length
    self.scope = scope
    self.epsilon = epsilon
    requireValid()
  }

  public var rules: [Rule] {
    [Rule("length", length, above: 0), Rule("epsilon", epsilon, in: 0...)]
  }

  public var normScope: NormScope? { scope }

  public var equation: String {
    let norm = "\(scope.normFunction)(g)"
    let divisor = epsilon == 0 ? "(\(norm) + [\(norm) = 0])" : "(\(norm) + \(brief(epsilon)))"
    return "g ← g·\(brief(length)) / \(divisor)"
  }

  public func action(
    at step: TransformContext, scalars: inout MutableSpan<Double>
  ) -> TransformAction {
    step.norm == 0 ? .keep : .scale(length / (step.norm + epsilon))
  }
}

extension GradientTransform where Self == NormalizeByNorm {
  /// Gradients of a length; left out, of 1.
  public static func normalize(
    to length: Double = 1, scope: NormScope, epsilon: Double = 0
  ) -> Self {
    Self(length: length, scope: scope, epsilon: epsilon)
  }
}
