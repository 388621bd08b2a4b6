/// What a division keeps of the gradients, element by element, at one step: V of d ← F(d, V).
public protocol SquarePass: Sendable {
  /// Keeps what is to be kept of one element.
  ///
  /// It stands in the loops of pairs, and so reads all that it needs of the state before it writes. In
  /// another module than a pair's it has to be `@inlinable @inline(__always)`.
  ///
  /// - Parameters:
  ///   - state: the arrays; those of the estimator begin at `first`.
  ///   - first: the position of its first array.
  ///   - i: the element.
  ///   - gradient: g of the element.
  ///   - direction: d of the element.
  /// - Returns: what is divided by.
  func keep(
    _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
  ) -> Float

  /// The same for all elements of a tile.
  ///
  /// - Parameters:
  ///   - kept: to overwrite with what is divided by.
  ///   - direction: d.
  ///   - gradient: g.
  ///   - state: the arrays, those of the estimator first.
  func keepTile(
    _ kept: inout MutableSpan<Float>, direction: Span<Float>, gradient: Span<Float>,
    state: inout StateView)
}

extension SquarePass {
  @inlinable
  public func keepTile(
    _ kept: inout MutableSpan<Float>, direction: Span<Float>, gradient: Span<Float>,
    state: inout StateView
  ) {
    for i in kept.indices {
      kept[i] = keep(&state, from: 0, at: i, gradient: gradient[i], direction: direction[i])
    }
  }
}

/// What a direction is divided by, element by element, at one step: F of d ← F(d, V).
public protocol DivisorPass: Sendable {
  /// A direction, divided by what is kept of the element; stands in the loops of pairs, too.
  func scaled(_ direction: Float, by kept: Float) -> Float

  /// The same for all elements of a tile.
  ///
  /// - Parameters:
  ///   - direction: to change in place.
  ///   - kept: what is divided by.
  func scaleTile(_ direction: inout MutableSpan<Float>, by kept: Span<Float>)
}

extension DivisorPass {
  @inlinable
  public func scaleTile(_ direction: inout MutableSpan<Float>, by kept: Span<Float>) {
    for i in direction.indices { direction[i] = scaled(direction[i], by: kept[i]) }
  }
}

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
    let (kept, divisor, average, first) = (kept, divisor, step.average, step.arrays)
    switch average.form {
    case .gradient:
      step.run(&parameters, gradient, &state) { state, i, g in
        let d = average.gradientWeight * g
        return divisor.scaled(
          d, by: kept.keep(&state, from: first, at: i, gradient: g, direction: d))
      }
    case .average:
      step.run(&parameters, gradient, &state) { state, i, g in
        let m = average.next(state[0, i], g)
        let d = average.averageWeight * m
        let scaled = divisor.scaled(
          d, by: kept.keep(&state, from: first, at: i, gradient: g, direction: d))
        state[0, i] = m
        return scaled
      }
    case .mixture:
      step.run(&parameters, gradient, &state) { state, i, g in
        let m = average.next(state[0, i], g)
        let d = average.gradientWeight * g + average.averageWeight * m
        let scaled = divisor.scaled(
          d, by: kept.keep(&state, from: first, at: i, gradient: g, direction: d))
        state[0, i] = m
        return scaled
      }
    }
    return true
  }
}
