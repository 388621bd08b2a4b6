public import Optimization

/// Leaves out the first steps: the average begins later, and until then nothing moves.
///
/// ```text
/// d ← 0                  for t < first
/// d ← M(g)               from t = first on, as if t were counted from there
/// ```
///
/// - Source: SOAP, whose first gradient only chooses the basis: Vyas et al., 2024, and the authors'
///   code, <https://arxiv.org/abs/2409.11321>.
/// - Differs: nothing.
/// - Edge cases: where a preconditioner inside absorbs the decay, nothing decays before `first`, either.
/// - Complexity: that of the average.
public struct LateStart<Base: MomentEstimator>: MomentEstimator {
  /// What begins later.
  public let base: Base

  /// The first step that counts, in `1...`.
  public let first: Int

  /// Creates the wrapper.
  ///
  /// - Parameters:
  ///   - base: what begins later.
  ///   - first: the first step that counts, in `1...`.
  public init(_ base: Base, first: Int) {
    self.base = base
    self.first = first
    requireValid()
  }

  public var rules: [Rule] {
    base.rules + [
      Rule(
        "base", must: "measure no gradients", holds: base.secondMoment == .none && !base.observes),
      Rule("first", Double(first), in: 1...),
    ]
  }

  public var granularity: Granularity { base.granularity }

  public func stateArrays(for shape: [Int]) -> [StateArray] { base.stateArrays(for: shape) }

  public var stateScalars: [StateScalar] { base.stateScalars }

  public func refusal(of shape: [Int]) -> String? { base.refusal(of: shape) }

  public var absorbsDecay: Bool { base.absorbsDecay }

  public var gainFormula: String? {
    // Divided, not multiplied: before the first step there is no gain, which is not a gain of 0.
    base.gainFormula.map { "(\(later($0))) / [t ≥ \(first)]" }
  }

  public func gain(meanSecondMoment: Double, at step: Int) -> Double? {
    step < first ? nil : base.gain(meanSecondMoment: meanSecondMoment, at: step - first + 1)
  }

  public var scaleFormula: String { later(base.scaleFormula) }

  public var equations: [String] {
    base.equations.map { line in
      let parts = later(line).split(separator: " ← ", maxSplits: 1)
      guard parts.count == 2 else { return line }
      let before = parts[0] == "d" ? "" : " + [t < \(first)]·\(parts[0])"
      return "\(parts[0]) ← [t ≥ \(first)]·(\(parts[1]))\(before)"
    }
  }

  /// An expression with the later count for t.
  private func later(_ text: String) -> String {
    renaming(["t": "max(1, t − \(first - 1))"], in: text)
  }

  public func pass(at step: StepContext, scalars: inout MutableSpan<Double>) -> any MomentPass {
    guard step.step >= first else { return Rest() }
    return base.pass(
      at: StepContext(
        step: step.step - first + 1, learningRate: step.learningRate,
        peakLearningRate: step.peakLearningRate, shape: step.shape,
        decayWeight: step.decayWeight),
      scalars: &scalars)
  }

  private struct Rest: MomentPass {
    func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices { direction[i] = 0 }
    }
  }
}

extension MomentEstimator {
  /// The same average, but begun at a later step; until then nothing moves.
  public func starting(at first: Int) -> LateStart<Self> { LateStart(self, first: first) }
}
