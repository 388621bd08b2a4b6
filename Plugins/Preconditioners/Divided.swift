public import Optimization
public import Storing

private let later: Formula = "later"

/// Divides each coordinate by what is kept of its gradients: any V with any F.
///
/// ```text
/// v ← V(g)
/// d ← F(d, v)
/// ```
///
/// ```swift
/// let padamOfYogi: Divided = .divided(by: .power(0.125), keeping: .even(beta: 0.999))
/// #expect(padamOfYogi.lines.map(\.description) == [
///   "v ← v − (1 − 0.999)·sign(v − g^2)·g^2",
///   "d ← d·√(1 − 0.999^t) / (√v + 1e-08)^0.25",
/// ])
/// ```
///
/// - Source: those of V and F.
/// - Differs: nothing.
/// - Edge cases: V that is a size, and not its square, goes with F for sizes alone. Where V lags, nothing
///   moves at t = 1.
/// - Complexity: the arrays of V; one pass for pairs that have a `Pair`, else two over each tile.
public struct Divided: Preconditioner {
  public static let name = "divided"

  public static let source = "its parts'"

  /// What is kept, V: `.mean()`, `.variance()`, `.sum()`, `.even()`, `.surprise()`, `.mixture()`,
  /// `.laggedMean()`, `.fadingMaximum()`, or the `runningMaximum()` of one.
  @Held public var squares: any SquareEstimator

  /// What is divided by, F: `.root()`, `.power(0.125)`, `.closingBounds()`, `.flooredRoot()`,
  /// `.magnitude()`, `.distanceRoot()`.
  @Held public var divisor: any Divisor

  public var bounds: [Bound<Self>] {
    [
      Bound("divisor", must: squares.isMagnitude ? "take sizes" : "take squares") {
        $0.divisor.takesMagnitude == $0.squares.isMagnitude
      }
    ]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] { squares.arrays }

  public var lines: [Assignment] {
    let division = divisor.lines(dividingBy: squares)
    guard squares.isLagged else { return squares.lines + division }
    let isLater = (.t .> 1).named(later)
    return division.map { line in
      line.symbol.map(Formula.symbol) == .d ? .d ← isLater * line.formula : line
    } + squares.lines
  }

  public var gain: Formula? { divisor.gain(dividingBy: squares) }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    let (squares, divisor) = (squares, divisor)
    if squares.isLagged, step[later] == 0 { return WaitingPass(kept: squares.pass(at: step)) }
    return squares.pair(with: divisor, at: step)
      ?? TilePasses(
        kept: squares.pass(at: step), divisor: divisor.pass(at: step, dividingBy: squares))
  }
}

/// Any V with any F: two passes over a tile, through a small buffer.
private struct TilePasses: PreconditionerPass {
  let kept: any SquarePass
  let divisor: any DivisorPass

  func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
    var buffer = InlineArray<256, Float>(repeating: 0)
    for start in stride(from: 0, to: direction.count, by: buffer.count) {
      let range = start..<min(start + buffer.count, direction.count)
      var part = direction.part(range)
      var view = state.from(element: start)
      var all = buffer.mutableSpan
      var estimate = all.part(0..<range.count)
      kept.keepTile(
        &estimate, direction: part.span, gradient: tile.gradient.extracting(range), state: &view)
      divisor.scaleTile(&part, by: estimate.span)
    }
  }
}

/// The first step of an estimate that lags: it is kept, and nothing moves.
private struct WaitingPass: PreconditionerPass {
  let kept: any SquarePass

  func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
    for i in direction.indices {
      let d = direction[i]
      _ = kept.keep(&state, from: 0, at: i, gradient: tile.gradient[i], direction: d)
      direction[i] = 0 * d
    }
  }
}

extension Preconditioner where Self == Divided {
  /// Division by what is kept of the gradients: any F with any V.
  public static func divided(
    by divisor: any Divisor, keeping squares: any SquareEstimator
  ) -> Self {
    Self(squares: squares, divisor: divisor).checked()
  }
}
