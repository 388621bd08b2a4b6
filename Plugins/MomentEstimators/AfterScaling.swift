public import Optimization

/// Averages what a preconditioner makes of the gradient, instead of preconditioning the average.
///
/// ```text
/// u ← P(g)
/// d ← M(u)
/// ```
///
/// ```swift
/// let laprop = ExponentialAverage(beta: 0.9).after(RootMeanSquare(beta: 0.999))
/// #expect(laprop.gain(meanSecondMoment: 4, at: 1) == 0.5)
/// ```
///
/// - Source: Ziyin, Wang and Ueda, 2020, Algorithm 1 (LaProp), <https://arxiv.org/abs/2002.04839>; the
///   order is also that of RMSprop with momentum, LARS, NovoGrad and ADOPT.
/// - Differs: nothing.
/// - Edge cases: refused are an average that keeps a second moment of its own, or that changes what a
///   preconditioner measures, since the preconditioner has run already; and an average that sees
///   whole parameters. Stable weight decay needs a preconditioner whose mean is known before the pass.
/// - Complexity: the state of both; two passes over elements in cache.
public struct AfterScaling<Average: MomentEstimator, Scaling: Preconditioner>: MomentEstimator {
  /// M: what averages.
  public let average: Average

  /// P: what rescales the gradient first.
  public let scaling: Scaling

  /// Creates the estimator.
  ///
  /// - Parameters:
  ///   - average: what averages.
  ///   - scaling: what rescales the gradient first.
  public init(_ average: Average, after scaling: Scaling) {
    self.average = average
    self.scaling = scaling
    requireValid()
  }

  public var rules: [Rule] {
    average.rules + scaling.rules + [
      Rule("average", must: "work element by element", holds: average.granularity == .element),
      Rule(
        "average", must: "measure no gradients",
        holds: average.secondMoment == .none && !average.observes),
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

  public var stateScalars: [StateScalar] {
    average.stateScalars.map { StateScalar("average/\($0.name)", initial: $0.initial) }
      + scaling.stateScalars.map { StateScalar("scaling/\($0.name)", initial: $0.initial) }
  }

  public func refusal(of shape: [Int]) -> String? {
    average.refusal(of: shape) ?? scaling.refusal(of: shape)
  }

  public var absorbsDecay: Bool { scaling.absorbsDecay }

  public var secondMoment: SecondMoment {
    scaling.secondMoment == .measured ? .none : scaling.secondMoment
  }

  public var gainFormula: String? {
    guard scaling.secondMoment != .measured, let mean = average.gainFormula,
      let scale = scaling.gainFormula
    else { return nil }
    return "(\(mean))·(\(renaming(names, in: scale)))"
  }

  public func gain(meanSecondMoment: Double, at step: Int) -> Double? {
    guard scaling.secondMoment != .measured,
      let mean = average.gain(meanSecondMoment: 0, at: step),
      let scale = scaling.gain(meanSecondMoment: meanSecondMoment, at: step)
    else { return nil }
    return mean * scale
  }

  public var equations: [String] {
    // Once: what stands inside may itself hold many lines.
    let names = names
    let scaled = (startEquations(of: scaling) + scaling.equations).map { line in
      line == Composition.rateMarker
        ? line : renaming(names, in: line == Composition.scaleMarker ? "s ← 1" : line)
    }
    return ["d ← g"] + scaled + ["u ← d"] + startEquations(of: average)
      + average.equations.map { renaming(["g": "u"], in: $0) }
  }

  public var scaleFormula: String { average.scaleFormula }

  /// What the symbols of the scaling are called beside those of the average.
  private var names: [String: String] {
    distinctSymbols(scaling.equations, from: average.equations + ["u ← d"])
  }

  public func pass(at step: StepContext, scalars: inout MutableSpan<Double>) -> any MomentPass {
    let count = average.stateScalars.count
    var scalingScalars = scalars.part(count..<scalars.count)
    let scalingPass = scaling.pass(at: step, scalars: &scalingScalars)
    var averageScalars = scalars.part(0..<count)
    let averagePass = average.pass(
      at: StepContext(
        step: step.step, learningRate: step.learningRate, peakLearningRate: step.peakLearningRate,
        shape: step.shape), scalars: &averageScalars)
    return Pass(
      average: averagePass, scaling: scalingPass,
      averageArrays: average.stateArrays(for: step.shape).count)
  }

  private struct Pass: MomentPass {
    let average: any MomentPass
    let scaling: any PreconditionerPass
    let averageArrays: Int

    var scale: Double { average.scale }

    func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices { direction[i] = tile.gradient[i] }
      var scalingState = state.dropping(averageArrays)
      scaling.rescale(&direction, tile: tile, state: &scalingState)
      var scaled = InlineArray<256, Float>(repeating: 0)
      var start = 0
      while start < direction.count {
        let piece = start..<min(start + scaled.count, direction.count)
        var part = direction.part(piece)
        var copy = scaled.mutableSpan
        for i in part.indices { copy[i] = part[i] }
        let pieceOfTile = Tile(
          gradient: scaled.span.extracting(0..<piece.count),
          parameters: tile.parameters.extracting(piece))
        var averageState = state.from(element: start)
        average.estimate(&part, tile: pieceOfTile, state: &averageState)
        start = piece.upperBound
      }
    }
  }
}

extension MomentEstimator {
  /// The same average, but of the gradients that a preconditioner has rescaled.
  public func after<Scaling: Preconditioner>(_ scaling: Scaling) -> AfterScaling<Self, Scaling> {
    AfterScaling(self, after: scaling)
  }
}
