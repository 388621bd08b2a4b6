public import Optimization

/// What a direction is divided by, element by element: F of d ← F(d, V).
///
/// A divisor says its lines for any estimator, and its gain; its pass has one function, of an element.
/// Any `SquareEstimator` goes with it:
///
/// ```swift
/// import Foundation
///
/// struct Arctangent: Divisor {
///   static let name = "arctangent"
///   static let source = "Everett et al., 2024, section 4"
///
///   func lines(dividingBy squares: any SquareEstimator) -> [Assignment] {
///     [.d ← .arctangent(.d, √squares.estimate)]
///   }
///   func pass(at step: StepContext, dividingBy squares: any SquareEstimator) -> any DivisorPass {
///     Pass()
///   }
///
///   struct Pass: DivisorPass {
///     func scaled(_ direction: Float, by kept: Float) -> Float {
///       atan2(direction, kept.squareRoot())
///     }
///   }
/// }
/// let preconditioner: any Preconditioner = .divided(by: Arctangent(), keeping: .mean(beta: 0.9))
/// #expect(preconditioner.lines.last?.description == "d ← atan2(d, √v)")
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
  public static var role: Role { Role((any Divisor).self) }

  /// No gain.
  public func gain(dividingBy squares: any SquareEstimator) -> Formula? { nil }

  public var takesMagnitude: Bool { false }
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

extension SquareEstimator {
  /// 1 − βᵗ, the weight that the estimate has gathered at step t.
  var weight: Formula { retention.map { 1 - Formula($0) ** .t } ?? 1 }
}
