import Kernels
public import Optimization
public import Storing

private let h: Formula = "h"
private let s: Formula = "s"
private let q: Formula = "q"
private let b: Formula = "b"

/// Runs an element-wise preconditioner in the basis of Shampoo's eigenvectors: SOAP.
///
/// ```text
/// d ← Qᵀ P(Q d), where P measures Q g
/// Sₖ ← beta Sₖ + (1 − beta) Gₖ Gₖᵀ        after the step
/// Qₖ: the eigenvectors of Sₖ, followed by an iteration Qₖ ← orthonormal rows of Qₖ Sₖ
/// ```
///
/// Q multiplies along every axis k; Gₖ is the gradient as a matrix whose rows are the positions along
/// axis k. The average in d is one of unrotated gradients.
///
/// ```swift
/// let soap: any Preconditioner = .rootMeanSquare(beta: 0.95).rotated()
/// #expect(soap.stateArrays(for: [4, 3]).map(\.name) == ["v", "s0", "q0", "s1", "q1"])
/// #expect(soap.stateArrays(for: [4]).map(\.name) == ["v"])
/// ```
///
/// - Source: Vyas et al., 2024, Algorithm 3, and the authors' code, <https://arxiv.org/abs/2409.11321>.
/// - Differs: nothing. As there, the first gradient only chooses the first basis and moves nothing:
///   use it with an average that starts at step 2. A changed basis orders the eigenvectors by what they
///   account for, and the second moment with them.
/// - Edge cases: vectors are not rotated, unless asked for; axes longer than a block are rotated in
///   blocks. There is no gain, and stable weight decay is refused, as is a preconditioner that sees
///   whole parameters itself.
/// - Complexity: two square arrays of state for each block of each axis beside the state of P; per axis
///   of length n and element, 8 n multiplications, and a few n³ where the basis changes; a barrier.
public struct Rotated: PreconditionerModifier {
  public static let name = "rotated"

  public static let source = "Vyas et al., 2024, Algorithm 3 (SOAP)"

  /// What runs in the rotated basis: P.
  @Held public var base: any Preconditioner

  /// The share of Gₖ Gₖᵀ that is kept, in `0 ..< 1`; the authors' code has 0.95.
  public let beta: Double

  /// How many steps a basis is kept for, in `1...`; the authors' code has 10.
  public let every: Int

  /// Whether vectors are rotated, too.
  public let rotatesVectors: Bool

  /// How long an axis may be before it is cut into blocks, in `1...`.
  public let largestBlock: Int

  public var bounds: [Bound<Self>] {
    [
      Bound("base", must: "work element by element") { $0.base.granularity == .element },
      // The parameters aren't rotated.
      Bound("base", must: "look at gradients alone") {
        !$0.base.lines.contains { $0.formula.contains(.θ) }
      },
      Bound(\.beta, in: 0..<1), Bound(\.every, in: 1...), Bound(\.largestBlock, in: 1...),
    ]
  }

  public var granularity: Granularity { .parameter }

  public var gain: Formula? { nil }

  /// The arrays of the preconditioner inside, and behind them S and Q of each axis.
  public func stateArrays(for shape: [Int]) -> [StateArray] {
    base.stateArrays(for: shape)
      + axes(of: shape).enumerated().flatMap { k, axis in
        [
          StateArray("s\(k)", shape: [axis.matrixCount]),
          StateArray("q\(k)", shape: [axis.matrixCount]),
        ]
      }
  }

  /// The axes that are rotated.
  private func axes(of shape: [Int]) -> [UnfoldedAxis] {
    guard shape.count > 1 || rotatesVectors else { return [] }
    return UnfoldedAxis.all(shape, largestBlock: largestBlock)
  }

  /// The update, in which `s` and `q` are the matrices of all axes and blocks.
  ///
  /// `along(q, x)` is Q x, and `alongTransposed(q, x)` is Qᵀ x. `gram(g, n, r)` are the products Gₖ Gₖᵀ in
  /// blocks of at most n, for parameters of at least r axes. `turned(q, s)` are the orthonormal rows of
  /// q s, in the order of what they account for, and `reordered(v, q, s)` is v in that order.
  public var lines: [Assignment] {
    let p = Numbers(self)
    let least: Formula = rotatesVectors ? 1 : 2
    let sinceTurn = .t - 1 - p.every * .floor((.t - 1) / p.every)
    let turns = every == 1 ? .t .> 1 : (.t .> 1) * (sinceTurn .== 0)
    let squares = Formula.function("gram", .g, p.largestBlock, least)
    let arrays = base.stateArrays(for: [2, 2]).filter { $0.shape == nil }.map { array in
      let v = Formula.symbol(array.symbol)
      return v ← b * .function("reordered", v, q, s) + (1 - b) * v
    }
    let first = (.t .== 1) * .function("eigenvectors", s)
    return [.d ← .function("along", q, .d), h ← .function("along", q, .g)] + laterLines
      + [.d ← (.t .> 1) * .function("alongTransposed", q, .d)]
      + [s ← p.beta * s + (1 - p.beta) * squares, b ← turns] + arrays
      + [q ← first + b * .function("turned", q, s) + (.t .> 1) * (1 - b) * q]
  }

  /// The lines inside, which measure the rotated gradient and begin at the second step.
  private var laterLines: [Assignment] {
    var read: Set<Formula.Symbol> = []
    return base.lines.map { line in
      read.formUnion(line.formula.symbols)
      let later = line.replacing([.t: .max(1, .t - 1), .g: h])
      guard let symbol = line.symbol, Formula.symbol(symbol) != .d, read.contains(symbol) else {
        return later
      }
      let kept = Formula.symbol(symbol)
      return kept ← (.t .> 1) * later.formula + (.t .== 1) * kept
    }
  }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    let arrays = base.stateArrays(for: step.shape)
    let rotation = Rotation(
      axes: axes(of: step.shape), retention: Float(beta), innovation: Float(1 - beta),
      start: arrays.reduce(0) { $0 + ($1.shape ?? step.shape).reduce(1, *) },
      wholeArrays: arrays.indices.filter { arrays[$0].shape == nil })
    guard step.step > 1 else { return FirstPass(rotation: rotation) }
    return Pass(
      base: base.pass(at: step.counted(from: 2)), rotation: rotation, turns: step[b] == 1)
  }

  private struct FirstPass: PreconditionerPass {
    let rotation: Rotation

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      var block = state.block
      rotation.gather(tile.gradient, &block)
      rotation.choose(&block)
      direction.fill(0)
    }
  }

  private struct Pass: PreconditionerPass {
    let base: any PreconditionerPass
    let rotation: Rotation
    let turns: Bool

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      Workspace.withBorrowed(count: tile.gradient.count) { room in
        var gradient = room.mutableSpan(0..<tile.gradient.count)
        gradient.copy(tile.gradient)
        let block = state.block
        rotation.rotate(&gradient, block.span)
        rotation.rotate(&direction, block.span)
        base.rescale(
          &direction, tile: Tile(gradient: gradient.span, parameters: tile.parameters),
          state: &state)
      }
      var block = state.block
      rotation.rotate(&direction, block.span, back: true)
      rotation.gather(tile.gradient, &block)
      if turns { rotation.turn(&block, elements: direction.count) }
    }
  }
}

extension Preconditioner {
  /// The same preconditioner in the basis of the gradients' common directions.
  public func rotated(
    beta: Double = 0.95, every: Int = 10, rotatesVectors: Bool = false, largestBlock: Int = 128
  ) -> Rotated {
    Rotated(
      base: self, beta: beta, every: every, rotatesVectors: rotatesVectors,
      largestBlock: largestBlock
    ).checked()
  }
}
