import Kernels
public import Optimization

/// Scales the gradient of a unit down where it is large against the unit's weights.
///
/// ```text
/// g ← g · min(1, limit · max(‖θ‖, ε) / ‖g‖)        norms over each row: one index of the first axis
/// ```
///
/// ```swift
/// let clip: AdaptiveClip = .clip(adaptive: 0.01)
/// #expect(clip.granularity == .parameter)
/// ```
///
/// - Source: Brock, De, Smith and Simonyan, 2021, equation 3, <https://arxiv.org/abs/2102.06171>.
/// - Differs: nothing. A row holds the weights into one output; vectors and scalars are one unit, as in
///   the authors' code and in timm. (optax counts the last axis of matrices as outputs.)
/// - Edge cases: a gradient of zeros stays.
/// - Complexity: three passes over each parameter, and whole parameters at a time; no state.
public struct AdaptiveClip: GradientTransform {
  public static let name = "adaptiveClip"
  public static let source = "Brock, De, Smith and Simonyan, 2021"

  /// The largest norm of the gradient per norm of the weights, above 0; the paper uses 0.01 to 0.16.
  public let limit: Double

  /// ε, the smallest norm of weights that counts, above 0; the paper's is 1e-3.
  public let epsilon: Double

  public var bounds: [Bound<Self>] { [Bound(\.limit, above: 0), Bound(\.epsilon, above: 0)] }

  public var granularity: Granularity { .parameter }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let allowed = p.limit * .max(.rowNorm(.θ), p.epsilon)
    return [.g ← .g * .min(1, allowed / .rowNorm(.g))]
  }

  public func action(at step: StepContext) -> TransformAction {
    .rewrite(Pass(limit: limit, epsilon: epsilon, rows: step.shape.count > 1 ? step.shape[0] : 1))
  }

  private struct Pass: TransformPass {
    let limit: Double
    let epsilon: Double
    let rows: Int

    func rewrite(
      _ gradient: inout MutableSpan<Float>, parameters: Span<Float>, offset: Int,
      state: inout StateView
    ) {
      let length = gradient.count / rows
      for row in 0..<rows {
        let range = (row * length)..<((row + 1) * length)
        let weights = sumOfSquares(parameters.extracting(range)).squareRoot()
        var unit = gradient.part(range)
        let norm = sumOfSquares(unit.span).squareRoot()
        let allowed = limit * max(weights, epsilon)
        guard norm > allowed else { continue }
        let factor = Float(allowed / norm)
        unit.scale(by: factor)
      }
    }
  }
}

extension GradientTransform where Self == AdaptiveClip {
  /// A limit for the norm of each unit's gradient, per norm of its weights.
  public static func clip(adaptive limit: Double = 0.01, epsilon: Double = 1e-3) -> Self {
    Self(limit: limit, epsilon: epsilon).checked()
  }
}
