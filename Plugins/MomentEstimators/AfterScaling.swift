import Kernels
public import Optimization
public import Storing

/// Averages what a preconditioner makes of the gradient, instead of preconditioning the average.
///
/// ```text
/// u ← P(g)
/// d ← M(u)
/// ```
///
/// ```swift
/// let laprop: any MomentEstimator = .exponential(beta: 0.9).after(.rootMeanSquare(beta: 0.999))
/// #expect(laprop.lines.map(\.description).first == "d ← g")
/// ```
///
/// - Source: Ziyin, Wang and Ueda, 2020, Algorithm 1 (LaProp), <https://arxiv.org/abs/2002.04839>; the
///   order is also that of RMSprop with momentum, LARS, NovoGrad and ADOPT.
/// - Differs: nothing.
/// - Edge cases: refused are an average that measures gradients, for itself or for a preconditioner,
///   since the preconditioner has run already; and an average that sees whole parameters. Stable
///   weight decay needs a preconditioner whose mean is known before the pass.
/// - Complexity: the state of both; two passes over elements in cache.
public struct AfterScaling: MomentEstimator {
  public static let name = "after"
  public static let source = "Ziyin, Wang and Ueda, 2020, Algorithm 1 (LaProp)"

  /// M: what averages.
  @Held public var average: any MomentEstimator

  /// P: what rescales the gradient first.
  @Held public var scaling: any Preconditioner

  public var bounds: [Bound<Self>] {
    [
      Bound("average", must: "work element by element") { $0.average.granularity == .element },
      Bound("average", must: "measure no gradients") { part in
        part.average.lines.allSatisfy { line in
          line.symbol.map(Formula.symbol) != .g && line.formula.measurements.isEmpty
        } && part.average.gain?.measurements.isEmpty != false
      },
      Bound("average", must: "absorb no decay") { part in
        !part.average.lines.contains { $0.formula.contains(.λ) }
      },
    ]
  }

  public var granularity: Granularity { scaling.granularity }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    func named(_ place: String, _ arrays: [StateArray]) -> [StateArray] {
      arrays.map { StateArray("\(place)/\($0.name)", shape: $0.shape, start: $0.start) }
    }
    return named("average", average.stateArrays(for: shape))
      + named("scaling", scaling.stateArrays(for: shape))
  }

  public func refusal(of shape: [Int]) -> String? {
    average.refusal(of: shape) ?? scaling.refusal(of: shape)
  }

  public var lines: [Assignment] {
    // The gradient is no average: nothing of it has been scaled up to full weight.
    let scaled = scaling.lines.map { $0.inside("scaling").replacing([.s: 1]) }
    let averaged = average.lines.map { $0.inside("average").replacing([.g: u]) }
    return [.d ← .g] + scaled + [u ← .d] + averaged
  }

  public var gain: Formula? {
    guard let mean = average.gain, let scale = scaling.gain else { return nil }
    return mean.inside("average") * scale.inside("scaling")
  }

  public func pass(at step: StepContext) -> any MomentPass {
    Pass(
      average: average.pass(at: step.inside("average")),
      scaling: scaling.pass(at: step.inside("scaling")),
      averageArrays: average.stateArrays(for: step.shape).count)
  }

  private struct Pass: MomentPass {
    let average: any MomentPass
    let scaling: any PreconditionerPass
    let averageArrays: Int

    func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      direction.copy(tile.gradient)
      var scalingState = state.dropping(averageArrays)
      scaling.rescale(&direction, tile: tile, state: &scalingState)
      var scaled = InlineArray<256, Float>(repeating: 0)
      for start in stride(from: 0, to: direction.count, by: scaled.count) {
        let piece = start..<min(start + scaled.count, direction.count)
        var part = direction.part(piece)
        var copy = scaled.mutableSpan
        for i in part.indices { copy[i] = part[i] }
        let pieceOfTile = Tile(
          gradient: scaled.span.extracting(0..<piece.count),
          parameters: tile.parameters.extracting(piece))
        var averageState = state.from(element: start)
        average.estimate(&part, tile: pieceOfTile, state: &averageState)
      }
    }
  }
}

private let u: Formula = "u"

extension MomentEstimator {
  /// The same average, but of the gradients that a preconditioner has rescaled.
  public func after(_ scaling: any Preconditioner) -> AfterScaling {
    AfterScaling(average: self, scaling: scaling).checked()
  }
}
