import Kernels
public import Optimization
public import Storing

/// Leaves out the first steps: the average begins later, and until then nothing moves.
///
/// ```text
/// d ← 0                  for t < first
/// d ← M(g)               from t = first on, as if t were counted from there
/// ```
///
/// ```swift
/// let late: any MomentEstimator = .heavyBall(beta: 0.5).starting(at: 3)
/// #expect(late.gain?.value(at: [.t: 3]) == 2)
/// ```
///
/// - Source: SOAP, whose first gradient only chooses the basis: Vyas et al., 2024, and the authors'
///   code, <https://arxiv.org/abs/2409.11321>.
/// - Differs: nothing.
/// - Edge cases: where a preconditioner inside absorbs the decay, nothing decays before `first`, either.
/// - Complexity: that of the average.
public struct LateStart: MomentModifier {
  public static let name = "starting"
  public static let source = "Vyas et al., 2024, the authors' code (SOAP)"

  /// What begins later.
  @Held public var base: any MomentEstimator

  /// The first step that counts, in `1...`.
  public let first: Int

  public var bounds: [Bound<Self>] { [Bound(\.first, in: 1...)] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    var read: Set<Formula.Symbol> = []
    return base.lines.map { line in
      read.formUnion(line.formula.symbols)
      guard let symbol = line.symbol else { return line }
      let assigned = Formula.symbol(symbol)
      let before = assigned != .d && read.contains(symbol) ? assigned : 0
      return assigned ← (.t .>= p.first) * later(line.formula) + (.t .< p.first) * before
    }
  }

  public var gain: Formula? {
    let p = Numbers(self)
    // Divided, not multiplied: before the first step there is no gain, which is not a gain of 0.
    return base.gain.map { later($0) / (.t .>= p.first) }
  }

  /// A formula with the later count for t.
  private func later(_ formula: Formula) -> Formula {
    formula.replacing(.t, by: .max(1, .t - Formula(first - 1)))
  }

  public func pass(at step: StepContext) -> any MomentPass {
    step.step < first ? Rest() : base.pass(at: step.counted(from: first))
  }

  private struct Rest: MomentPass {
    func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      direction.fill(0)
    }
  }
}

extension MomentEstimator {
  /// The same average, but begun at a later step; until then nothing moves.
  public func starting(at first: Int) -> LateStart {
    LateStart(base: self, first: first).checked()
  }
}
