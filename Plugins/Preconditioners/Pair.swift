public import Optimization

/// A division at one step as one loop: the passes of a V and of an F.
///
/// A concrete pair is a line, of which the compiler makes what it would make of a loop written by hand:
///
/// ```swift
/// struct Doubled: SquarePass {
///   func keep(
///     _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
///   ) -> Float { 2 * gradient * gradient }
/// }
/// struct Halved: DivisorPass {
///   func scaled(_ direction: Float, by kept: Float) -> Float { direction / (2 * kept) }
/// }
/// struct DoubledByHalved: Pair { let kept: Doubled, divisor: Halved }
/// ```
public protocol Pair: PreconditionerPass {
  /// The type of V.
  associatedtype V: SquarePass

  /// The type of F.
  associatedtype F: DivisorPass

  /// What is kept.
  var kept: V { get }

  /// What is divided by.
  var divisor: F { get }
}

extension Pair {
  @inlinable
  public func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
    let (kept, divisor) = (kept, divisor)
    for i in direction.indices {
      let d = direction[i]
      let estimate = kept.keep(&state, from: 0, at: i, gradient: tile.gradient[i], direction: d)
      direction[i] = divisor.scaled(d, by: estimate)
    }
  }

  @inlinable
  public func descend(
    _ parameters: inout MutableSpan<Float>, gradient: Span<Float>, step: LinearStep,
    state: inout StateView
  ) -> Bool {
    let (kept, divisor, first) = (kept, divisor, step.arrays)
    step.run(&parameters, gradient, &state) { state, i, g, d in
      divisor.scaled(d, by: kept.keep(&state, from: first, at: i, gradient: g, direction: d))
    }
    return true
  }
}
