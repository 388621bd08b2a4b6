import Kernels
public import Optimization
public import Storing

/// Measures the decay together with the gradient, and scales it with the direction, unaveraged.
///
/// ```text
/// d ← P(d + λ θ)         where P measures g + λ θ
/// ```
///
/// ```swift
/// let mixed: any Preconditioner = .rootMeanSquare(
///   beta: 0.5, epsilon: 1, correctsBias: false
/// ).measuringDecay()
/// #expect(mixed.lines.map(\.description) == [
///   "d ← d + λ·θ", "v ← 0.5·v + (1 − 0.5)·(g + λ·θ)^2", "d ← d / (√v + 1)",
/// ])
/// ```
///
/// - Source: the second of the two places where the gradients of the loss and of the penalty mix in
///   Adam: Bjorck, Weinberger and Gomes, 2021, <https://arxiv.org/abs/2012.13841>, who have both at once.
/// - Differs: the first place stays clean; `withDecay()` of an average is that one.
/// - Edge cases: λ may not depend on what is measured with it: there is no gain, and stable weight decay
///   is refused. Refused is a preconditioner that sees whole parameters.
/// - Complexity: that of the preconditioner, and a pass over elements in cache.
public struct DecayInScale: PreconditionerModifier {
  public static let name = "measuringDecay"
  public static let source = "Bjorck, Weinberger and Gomes, 2021 (mixing in the second moment)"

  /// P: what rescales.
  @Held public var base: any Preconditioner

  public var bounds: [Bound<Self>] {
    [
      Bound("base", must: "work element by element") { $0.base.granularity == .element },
      .baseAbsorbsNoDecay,
    ]
  }

  public var gain: Formula? { nil }

  public var lines: [Assignment] {
    [.d ← .d + .λ * .θ] + base.lines.map { $0.replacing([.g: .g + .λ * .θ]) }
  }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    Pass(base: base.pass(at: step), decay: Float(step.decay))
  }

  private struct Pass: PreconditionerPass {
    let base: any PreconditionerPass
    let decay: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      direction.add(tile.parameters, times: decay)
      var mixed = PenalizedGradient()
      mixed.forEachPiece(of: tile, decay: decay, &direction, &state) { part, piece, state in
        base.rescale(&part, tile: piece, state: &state)
      }
    }
  }
}

extension Preconditioner {
  /// The same preconditioner, which measures the decay as part of the gradient, and scales it.
  public func measuringDecay() -> DecayInScale { DecayInScale(base: self).checked() }
}
