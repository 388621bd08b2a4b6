public import Optimization

/// Limits the magnitude of every element.
///
/// ```text
/// g ← clip(g, −limit, limit)
/// ```
///
/// - Source: Pascanu, Mikolov and Bengio, 2013; PyTorch's `clip_grad_value_`.
/// - Differs: nothing.
/// - Edge cases: what is not a number stays what it is.
/// - Complexity: one pass over each tile; no state.
public struct ClipByValue: GradientTransform {
  public static let name = "clipByValue"
  public static let source = "Pascanu, Mikolov and Bengio, 2013"

  /// The largest magnitude, in the units of the gradient, above 0.
  public let limit: Double

  public var bounds: [Bound<Self>] { [Bound(\.limit, above: 0)] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    return [.g ← .clip(.g, -p.limit, p.limit)]
  }

  public func action(at step: StepContext) -> TransformAction {
    .rewrite(Pass(limit: Float(limit)))
  }

  private struct Pass: TransformPass {
    let limit: Float

    func rewrite(
      _ gradient: inout MutableSpan<Float>, parameters: Span<Float>, offset: Int,
      state: inout StateView
    ) {
      for i in gradient.indices {
        let g = gradient[i]
        gradient[i] = g > limit ? limit : g < -limit ? -limit : g
      }
    }
  }
}

extension GradientTransform where Self == ClipByValue {
  /// A limit for the magnitude of every element.
  public static func clip(value limit: Double) -> Self { Self(limit: limit).checked() }
}
