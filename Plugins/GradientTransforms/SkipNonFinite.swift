public import Optimization

/// Skips a step where a gradient is infinite or not a number: nothing changes, and the report says so.
///
/// ```swift
/// let transform = SkipNonFinite()
/// if case .skipStep(let reason) = transform.action(at: StepContext(for: transform, at: 1, measured: .infinity)) {
///   #expect(reason == "a gradient is not finite")
/// }
/// ```
///
/// - Source: Micikevicius et al., 2018, section 3.2, <https://arxiv.org/abs/1710.03740>; optax's
///   `apply_if_finite` without its limit.
/// - Differs: nothing.
/// - Edge cases: judged by the sum of squares in double precision, which is finite exactly where all
///   elements are: no sum of squares of `Float`s overflows it.
/// - Complexity: one read of the gradients before the pass; no state.
public struct SkipNonFinite: GradientTransform {
  public static let name = "skipNonFinite"
  public static let source = "optax, apply_if_finite"

  /// Creates the transform.
  public init() {}

  public var lines: [Assignment] { [.stopUnless(.finite(.g))] }

  public func action(at step: StepContext) -> TransformAction {
    step.measured?.isFinite == false ? .skipStep("a gradient is not finite") : .keep
  }
}

extension GradientTransform where Self == SkipNonFinite {
  /// No step where a gradient is infinite or not a number.
  public static var skipNonFinite: Self { Self() }
}
