public import Optimization
public import Storing

/// Decays only the elements that the step moves the same way, or not at all.
///
/// ```text
/// θ ← θ − Rₜ · [d · pull ≥ 0] · pull        pull: θ for the usual decay
/// ```
///
/// ```swift
/// let decay: any DecayPolicy = .decoupled(0.1).cautious
/// #expect(decay.pull.description == "[d·θ ≥ 0]·θ")
/// ```
///
/// - Source: Chen et al., 2025, cautious weight decay, Algorithm 1, <https://arxiv.org/abs/2510.12402>.
/// - Differs: nothing; any pull may stand inside.
/// - Edge cases: where the direction is 0 the element decays. Only for decay that acts on the
///   parameters: in the gradient, the direction is not known yet.
/// - Complexity: one more pass over pieces of the tile; no state of its own.
public struct CautiousDecay: DecayModifier {
  public static let name = "cautious"
  public static let source = "Chen et al., 2025"

  /// The decay of the elements that agree with the step; it acts on the parameters.
  @Held public var base: any DecayPolicy

  public var bounds: [Bound<Self>] {
    [
      .baseActsOnParameters,
      Bound("base", must: "work element by element") { $0.base.granularity == .element },
    ]
  }

  public var lines: [Assignment] {
    lines(pullingBy: (.d * base.pull .>= 0) * base.pull)
  }

  public func pass(at step: StepContext) -> any DecayPass {
    let pass: any DecayPass = base.pass(at: step)
    return makeCautious(pass)
  }
}

/// Opens the pass inside, so that it stands in place and costs no memory.
private func makeCautious<Base: DecayPass>(_ base: Base) -> any DecayPass {
  CautiousPass<Base>(base: base)
}

/// The number of elements whose old steps are kept at a time.
private let pieceLength = 64

private struct CautiousPass<Base: DecayPass>: DecayPass {
  let base: Base

  func pull(
    _ step: inout MutableSpan<Float>, parameters: Span<Float>, direction: Span<Float>,
    state: inout StateView
  ) {
    for start in stride(from: 0, to: step.count, by: pieceLength) {
      let range = start..<min(start + pieceLength, step.count)
      var piece = step.part(range)
      var pieceState = state.from(element: start)
      pullPiece(
        &piece, parameters: parameters.extracting(range), direction: direction.extracting(range),
        state: &pieceState)
    }
  }

  private func pullPiece(
    _ step: inout MutableSpan<Float>, parameters: Span<Float>, direction: Span<Float>,
    state: inout StateView
  ) {
    var old = InlineArray<64, Float>(repeating: 0)
    for i in step.indices { old[i] = step[i] }
    base.pull(&step, parameters: parameters, direction: direction, state: &state)
    for i in step.indices {
      let pull = step[i] - old[i]
      let disagrees = (pull > 0 && direction[i] < 0) || (pull < 0 && direction[i] > 0)
      if disagrees { step[i] = old[i] }
    }
  }
}

extension DecayPolicy {
  /// The same decay, but only of the elements that the step moves the same way.
  public var cautious: CautiousDecay { CautiousDecay(base: self).checked() }
}
