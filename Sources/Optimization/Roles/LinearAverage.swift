/// A moment estimator at one step that is four numbers: a linear average of gradients.
///
/// ```text
/// m ← β·m + s·g
/// d ← a·g + b·m
/// ```
///
/// The gradient itself, heavy ball, Nesterov's and the exponential averages are such. An optimizer runs
/// one together with the preconditioner and the decay in a single loop, where the preconditioner is a
/// `Pair`.
public struct LinearAverage: MomentPass {
  /// What the direction is made of.
  @usableFromInline enum Form: Sendable {
    /// d ← g; there is no array.
    case gradient
    /// d ← b·m.
    case average
    /// d ← a·g + b·m.
    case mixture
  }

  @usableFromInline let form: Form
  @usableFromInline let beta: Float
  @usableFromInline let share: Float
  @usableFromInline let gradientWeight: Float
  @usableFromInline let averageWeight: Float
  private let correction: Float

  /// The gradient itself; the estimator declares no array.
  public static let gradient = LinearAverage(
    form: .gradient, beta: 0, share: 0, gradientWeight: 1, averageWeight: 0, correction: 1)

  /// Creates the average of one step; the estimator declares one array.
  ///
  /// - Parameters:
  ///   - beta: β, what the array keeps of itself.
  ///   - share: s, what it takes of the gradient.
  ///   - gradientWeight: a, the gradient's part in the direction; left out, none.
  ///   - averageWeight: b, the array's.
  ///   - correction: what the average has been multiplied by to correct for its start; left out, 1.
  public init(
    beta: Float, share: Float, gradientWeight: Float? = nil, averageWeight: Float,
    correction: Float = 1
  ) {
    self.init(
      form: gradientWeight == nil ? .average : .mixture, beta: beta, share: share,
      gradientWeight: gradientWeight ?? 0, averageWeight: averageWeight, correction: correction)
  }

  private init(
    form: Form, beta: Float, share: Float, gradientWeight: Float, averageWeight: Float,
    correction: Float
  ) {
    self.form = form
    self.beta = beta
    self.share = share
    self.gradientWeight = gradientWeight
    self.averageWeight = averageWeight
    self.correction = correction
  }

  public var scale: Double { Double(correction) }

  public var linear: LinearAverage? { self }

  public func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
    switch form {
    case .gradient:
      for i in direction.indices { direction[i] = tile.gradient[i] }
    case .average:
      for i in direction.indices {
        let m = average(state[0, i], tile.gradient[i])
        state[0, i] = m
        direction[i] = averageWeight * m
      }
    case .mixture:
      for i in direction.indices {
        let gradient = tile.gradient[i]
        let m = average(state[0, i], gradient)
        state[0, i] = m
        direction[i] = mixture(gradient, m)
      }
    }
  }
}

// What stands in the loops of pairs, in other modules, too.
extension LinearAverage {
  @inlinable @inline(__always) func average(_ m: Float, _ gradient: Float) -> Float {
    beta * m + share * gradient
  }

  @inlinable @inline(__always) func mixture(_ gradient: Float, _ m: Float) -> Float {
    gradientWeight * gradient + averageWeight * m
  }
}
