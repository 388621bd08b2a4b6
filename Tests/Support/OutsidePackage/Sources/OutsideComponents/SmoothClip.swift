import Descent

/// Limits the magnitude of every element without a corner: small ones stay, large ones end at the limit.
///
/// ```text
/// g ← g / √(1 + (g / limit)²)
/// ```
///
/// - Source: the derivative of the penalty of Charbonnier, Blanc-Féraud, Aubert and Barlaud, 1994,
///   <https://doi.org/10.1109/ICIP.1994.413553>, scaled to slope 1 at 0.
/// - Differs: nothing.
/// - Edge cases: an infinite element becomes one that is not a number.
/// - Complexity: one pass over each tile; no state.
public struct SmoothClip: GradientTransform {
  public static let name = "smoothClip"
  public static let source = "Charbonnier, Blanc-Féraud, Aubert and Barlaud, 1994"

  /// What the magnitude never reaches, in the units of the gradient, above 0.
  public let limit: Double

  public var bounds: [Bound<Self>] { [Bound(\.limit, above: 0)] }

  public var lines: [Assignment] {
    let share = .g / Numbers(self).limit
    return [.g ← .g / √(1 + share ** 2)]
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
        let share = gradient[i] / limit
        gradient[i] /= squareRoot(1 + share * share)
      }
    }
  }
}

extension GradientTransform where Self == SmoothClip {
  /// A limit without a corner for the magnitude of every element.
  public static func smoothClip(limit: Double) -> Self { Self(limit: limit).checked() }
}
