public import Optimization
public import Storing

/// Averages the decay together with the gradient, while the preconditioner measures the gradient alone.
///
/// ```text
/// d ← M(g + λ θ)
/// ```
///
/// ```swift
/// let mixed: any MomentEstimator = .exponential(beta: 0.5, correctsBias: false).withDecay()
/// #expect(mixed.lines.map(\.description) == ["m ← 0.5·m + (1 − 0.5)·(g + λ·θ)", "d ← m"])
/// ```
///
/// - Source: the first of the two places where the gradients of the loss and of the penalty mix in Adam:
///   Bjorck, Weinberger and Gomes, 2021, <https://arxiv.org/abs/2012.13841>, who have both at once.
/// - Differs: the second place stays clean; `measuringDecay()` of a preconditioner is that one.
/// - Edge cases: a coordinate whose gradients are 0 is pulled by λ θ over the preconditioner's ε: with
///   η λ > 2 ε it diverges. λ comes before what is measured: there is no gain, and stable weight decay is
///   refused. Refused are an average that measures gradients and one that sees whole
///   parameters.
/// - Complexity: that of the average, and a pass over elements in cache.
public struct DecayInAverage: MomentModifier {
  public static let name = "withDecay"
  public static let source = "Bjorck, Weinberger and Gomes, 2021 (mixing in the first moment)"

  /// M: what averages.
  @Held public var base: any MomentEstimator

  public var bounds: [Bound<Self>] {
    [
      Bound("base", must: "work element by element") { $0.base.granularity == .element },
      Bound("base", must: "measure no gradients") { part in
        part.base.lines.allSatisfy { line in
          line.symbol.map(Formula.symbol) != .g && line.formula.measurements.isEmpty
        } && part.base.gain?.measurements.isEmpty != false
      },
      Bound("base", must: "absorb no decay") { part in
        !part.base.lines.contains { $0.formula.contains(.λ) }
      },
    ]
  }

  public var gain: Formula? { nil }

  public var lines: [Assignment] { base.lines.map { $0.replacing([.g: .g + .λ * .θ]) } }

  public func pass(at step: StepContext) -> any MomentPass {
    Pass(base: base.pass(at: step), decay: Float(step.decay))
  }

  private struct Pass: MomentPass {
    let base: any MomentPass
    let decay: Float

    func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      var mixed = PenalizedGradient()
      mixed.forEachPiece(of: tile, decay: decay, &direction, &state) { part, piece, state in
        base.estimate(&part, tile: piece, state: &state)
      }
    }
  }
}

extension MomentEstimator {
  /// The same average, but of the gradient and the decay together.
  public func withDecay() -> DecayInAverage { DecayInAverage(base: self).checked() }
}
