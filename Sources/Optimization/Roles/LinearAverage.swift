/// The pass of every average that is linear in one array: four numbers.
///
/// ```text
/// m ← β m + share g
/// d ← a g + b m                  a: gradientWeight, b: averageWeight
/// ```
///
/// With β, share and b 0 there is no array, and d ← a g. An optimizer takes it, a `Pair` and the usual decay
/// in one loop.
///
/// ```swift
/// let pass = LinearAverage(beta: 0.9, averageWeight: 10)
/// #expect(pass.share == 0.1 && pass.gradientWeight == 0)
/// ```
public struct LinearAverage: MomentPass {
  /// β, the share of the array that is kept.
  public let beta: Float

  /// What the gradient is multiplied by where it enters the array.
  public let share: Float

  /// a, the weight of the gradient in the direction.
  public let gradientWeight: Float

  /// b, the weight of the array in the direction.
  public let averageWeight: Float

  /// Creates the pass of a step, with its numbers rounded; left out, the share is 1 − β.
  public init(
    beta: Double, share: Double? = nil, gradientWeight: Double = 0, averageWeight: Double = 1
  ) {
    self.beta = Float(beta)
    self.share = Float(share ?? 1 - beta)
    self.gradientWeight = Float(gradientWeight)
    self.averageWeight = Float(averageWeight)
  }

  /// Writes the direction, and what is kept.
  public func estimate(
    _ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView
  ) {
    switch form {
    case .gradient:
      for i in direction.indices { direction[i] = gradientWeight * tile.gradient[i] }
    case .average:
      for i in direction.indices {
        let m = next(state[0, i], tile.gradient[i])
        state[0, i] = m
        direction[i] = averageWeight * m
      }
    case .mixture:
      for i in direction.indices {
        let gradient = tile.gradient[i]
        let m = next(state[0, i], gradient)
        state[0, i] = m
        direction[i] = gradientWeight * gradient + averageWeight * m
      }
    }
  }
}

// What stands in the loops of pairs, in other modules, too.
extension LinearAverage {
  /// What the direction is made of, in loops of their own: 0 · g is none where g is infinite.
  @usableFromInline enum Form {
    case gradient, average, mixture
  }

  @inlinable var form: Form {
    if beta == 0, share == 0, averageWeight == 0 { return .gradient }
    return gradientWeight == 0 ? .average : .mixture
  }

  /// m of an element.
  @inlinable @inline(__always) func next(_ m: Float, _ gradient: Float) -> Float {
    beta * m + share * gradient
  }
}
