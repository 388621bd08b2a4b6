public import Optimization

/// Refuses a step where a gradient is infinite or not a number, and names the parameter.
///
/// ```swift
/// let transform = RefuseNonFinite()
/// if case .refuse(let reason) = transform.action(at: StepContext(for: transform, at: 1, measured: .nan)) {
///   #expect(reason == "the gradient is not finite")
/// }
/// ```
///
/// - Source: none; the `error_if_nonfinite` of PyTorch's `clip_grad_norm_`.
/// - Differs: nothing.
/// - Edge cases: judged by the sum of squares in double precision, which is finite exactly where all
///   elements are: no sum of squares of `Float`s overflows it.
/// - Complexity: one read of the gradients before the pass; no state.
public struct RefuseNonFinite: GradientTransform {
  public static let name = "refuseNonFinite"
  public static let source = "none; the error_if_nonfinite of PyTorch's clip_grad_norm_"

  /// Creates the transform.
  public init() {}

  public var lines: [Assignment] { [.refuseUnless(.function("parameterFinite", .g))] }

  public func action(at step: StepContext) -> TransformAction {
    step.measured?.isFinite == false ? .refuse("the gradient is not finite") : .keep
  }
}

extension GradientTransform where Self == RefuseNonFinite {
  /// An error where a gradient is infinite or not a number.
  public static var refuseNonFinite: Self { Self() }
}
