import Kernels
public import Optimization

/// Takes the mean from the gradient of each output's weights.
///
/// ```text
/// g ← g − mean(g)        over each row: one index of the first axis
/// ```
///
/// ```swift
/// let transform = Centralize()
/// if case .keep = transform.action(at: StepContext(for: transform, at: 1, shape: [3])) {
///   #expect(transform.granularity == .parameter)
/// }
/// ```
///
/// - Source: Yong, Huang, Hua and Zhang, 2020, equation 1, <https://arxiv.org/abs/2004.01461>.
/// - Differs: nothing. (optax counts the last axis as outputs.)
/// - Edge cases: vectors and scalars stay as they are.
/// - Complexity: two passes over each parameter, and whole parameters at a time; no state.
public struct Centralize: GradientTransform {
  public static let name = "centralize"
  public static let source = "Yong, Huang, Hua and Zhang, 2020"

  /// Creates the transform.
  public init() {}

  public var granularity: Granularity { .parameter }

  public var lines: [Assignment] { [.g ← .g - (.axes .> 1) * .rowMean(.g)] }

  public func action(at step: StepContext) -> TransformAction {
    step.shape.count > 1 ? .rewrite(Pass(rows: step.shape[0])) : .keep
  }

  private struct Pass: TransformPass {
    let rows: Int

    func rewrite(
      _ gradient: inout MutableSpan<Float>, parameters: Span<Float>, offset: Int,
      state: inout StateView
    ) {
      let length = gradient.count / rows
      for row in 0..<rows {
        var unit = gradient.part((row * length)..<((row + 1) * length))
        let mean = Float(sum(unit.span) / Double(length))
        for i in unit.indices { unit[i] -= mean }
      }
    }
  }
}

extension GradientTransform where Self == Centralize {
  /// Gradients of mean 0 for the weights of each output.
  public static var centralize: Self { Self() }
}
