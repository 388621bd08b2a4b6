public import Optimization

/// What a direction is divided by, element by element: F of d ← F(d, V).
///
/// A divisor says its lines for any estimator, and its gain; its pass has one function, of an element.
/// Any `SquareEstimator` goes with it:
///
/// ```swift
/// struct SumOfSizes: Divisor {
///   static let name = "sumOfSizes"
///
///   func lines(dividingBy squares: any SquareEstimator) -> [Assignment] {
///     [.d ← .d / (√squares.estimate + .abs(.d))]
///   }
///   func pass(at step: StepContext, dividingBy squares: any SquareEstimator) -> any DivisorPass {
///     Pass()
///   }
///
///   struct Pass: DivisorPass {
///     func scaled(_ direction: Float, by kept: Float) -> Float {
///       direction / (kept.squareRoot() + direction.magnitude)
///     }
///   }
/// }
/// let preconditioner = Divided(by: SumOfSizes(), keeping: .mean(beta: 0.9))
/// #expect(preconditioner.lines.last?.description == "d ← d / (√v + abs(d))")
/// ```
public protocol Divisor: Component {
  /// The lines that change `d`, where the estimator's have been carried out.
  func lines(dividingBy squares: any SquareEstimator) -> [Assignment]

  /// What becomes of a gradient of 1 on average; nil where there is no such number.
  func gain(dividingBy squares: any SquareEstimator) -> Formula?

  /// Whether the estimate that is divided by has to be a size itself, and not its square.
  var takesMagnitude: Bool { get }

  /// Prepares a step.
  func pass(at step: StepContext, dividingBy squares: any SquareEstimator) -> any DivisorPass
}

extension Divisor {
  /// No gain.
  public func gain(dividingBy squares: any SquareEstimator) -> Formula? { nil }

  public var takesMagnitude: Bool { false }
}

/// A divisor at one step.
public protocol DivisorPass: Sendable {
  /// The direction of one element, scaled by what is kept of it; stands in loops as `keep` does.
  func scaled(_ direction: Float, by kept: Float) -> Float

  /// The same for all elements of a tile.
  func scaleTile(_ direction: inout MutableSpan<Float>, by kept: Span<Float>)
}

extension DivisorPass {
  @inlinable
  public func scaleTile(_ direction: inout MutableSpan<Float>, by kept: Span<Float>) {
    for i in direction.indices { direction[i] = scaled(direction[i], by: kept[i]) }
  }
}

extension SquareEstimator {
  /// 1 − βᵗ, the weight that the estimate has gathered at step t.
  var weight: Formula { retention.map { 1 - Formula($0) ** .t } ?? 1 }
}
