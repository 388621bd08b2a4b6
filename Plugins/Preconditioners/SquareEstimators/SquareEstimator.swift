public import Optimization

/// What a division keeps of the gradients, element by element: V of d ← F(d, V).
///
/// An estimator says its arrays, the lines that keep them, and what of them is divided by; its pass has
/// one function, of an element. Any `Divisor` goes with it:
///
/// ```swift
/// struct MeanMagnitude: SquareEstimator {
///   static let name = "meanMagnitude"
///   let beta: Double
///
///   var arrays: [StateArray] { [StateArray("u")] }
///   var lines: [Assignment] { ["u" ← Formula(beta) * "u" + (1 - Formula(beta)) * .abs(.g)] }
///   var estimate: Formula { "u" ** 2 }
///   func pass(at step: StepContext) -> any SquarePass { Pass(beta: Float(beta)) }
///
///   struct Pass: SquarePass {
///     let beta: Float
///     func keep(
///       _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
///     ) -> Float {
///       let u = beta * state[first, i] + (1 - beta) * gradient.magnitude
///       state[first, i] = u
///       return u * u
///     }
///   }
/// }
/// let preconditioner: any Preconditioner = .divided(by: .root(), keeping: MeanMagnitude(beta: 0.5))
/// #expect(preconditioner.lines.map(\.description) == [
///   "u ← 0.5·u + (1 − 0.5)·abs(g)", "d ← d / (√(u^2) + 1e-08)",
/// ])
/// ```
public protocol SquareEstimator: Component {
  /// What is kept: one number for each element in each array.
  var arrays: [StateArray] { get }

  /// The lines that keep it; they may read `g`, `d` and `s`.
  var lines: [Assignment] { get }

  /// What is divided by, the square of a size, as a formula of the arrays.
  var estimate: Formula { get }

  /// The square whose mean over all elements counts in the gain: the estimate, unless that is more than
  /// an array.
  var square: Formula { get }

  /// β, where the estimate has gathered 1 − βᵗ of its weight at step t; nil where nothing is to be
  /// corrected.
  var retention: Double? { get }

  /// Whether the estimate is the size itself: its square may be too large for a `Float`.
  var isMagnitude: Bool { get }

  /// Whether the estimate is that of the last step, so that there is none at t = 1.
  var isLagged: Bool { get }

  /// Prepares a step.
  func pass(at step: StepContext) -> any SquarePass

  /// The whole division at a step as one loop, a `Pair`; nil where there is none for the divisor.
  func pair(with divisor: any Divisor, at step: StepContext) -> (any PreconditionerPass)?
}

extension SquareEstimator {
  public static var role: Role { Role((any SquareEstimator).self) }

  public var square: Formula { isMagnitude ? estimate ** 2 : estimate }

  public var retention: Double? { nil }

  public var isMagnitude: Bool { false }

  public var isLagged: Bool { false }

  /// No loop for both.
  public func pair(
    with divisor: any Divisor, at step: StepContext
  ) -> (any PreconditionerPass)? { nil }
}

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

/// The mean x ← βx + (1 − β)y, at one step.
struct FadingMean: Sendable {
  let retention: Float
  let innovation: Float

  init(_ beta: Double) {
    retention = Float(beta)
    innovation = Float(1 - beta)
  }

  func next(_ mean: Float, _ number: Float) -> Float { retention * mean + innovation * number }
}
