public import Optimization

private let v: Formula = "v"

/// The sum of all squared gradients.
///
/// ```text
/// v₀ = start
/// vₜ = vₜ₋₁ + gₜ²
/// ```
///
/// - Source: Duchi, Hazan and Singer, JMLR 2011, Figure 1 with diagonal matrices,
///   <https://jmlr.org/papers/v12/duchi11a.html>.
/// - Differs: nothing.
/// - Complexity: one array.
public struct SumOfSquares: SquareEstimator {
  public static let name = "sum"

  public static let source = "Duchi, Hazan and Singer, 2011, Figure 1"

  /// v₀, in the units of the squared gradient, in `0...`.
  public let start: Double

  public var bounds: [Bound<Self>] { [Bound(\.start, in: 0...)] }

  public var arrays: [StateArray] { [StateArray("v", start: .constant(Float(start)))] }

  public var lines: [Assignment] { [v ← v + .g ** 2] }

  public var estimate: Formula { v }

  public func pass(at step: StepContext) -> any SquarePass { SumOfSquaresPass() }

  public func pair(
    with divisor: any Divisor, at step: StepContext
  ) -> (any PreconditionerPass)? {
    (divisor as? Root).map {
      SumByRoot(kept: .init(), divisor: .init($0, at: step, dividingBy: self))
    }
  }
}

struct SumOfSquaresPass: SquarePass {
  func keep(
    _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
  ) -> Float {
    let v = state[first, i] + gradient * gradient
    state[first, i] = v
    return v
  }
}

private struct SumByRoot: Pair { let kept: SumOfSquaresPass, divisor: RootPass }

extension SquareEstimator where Self == SumOfSquares {
  /// The sum of all squared gradients.
  public static func sum(start: Double = 0) -> Self { Self(start: start).checked() }
}
