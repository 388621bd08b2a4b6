public import Optimization

private let v: Formula = "v"

/// The running mean of squared gradients.
///
/// ```text
/// v₀ = start
/// vₜ = β vₜ₋₁ + (1 − β) gₜ²
/// ```
///
/// - Source: Tieleman and Hinton, 2012, RMSprop.
/// - Differs: nothing.
/// - Complexity: one array.
public struct MeanSquare: SquareEstimator {
  public static let name = "mean"

  public static let source = "Tieleman and Hinton, 2012"

  /// β, the share of the mean that is kept, in `0 ..< 1`; Adam's default is 0.999.
  public let beta: Double

  /// v₀, in the units of the squared gradient, in `0...`.
  public let start: Double

  public var bounds: [Bound<Self>] { [Bound(\.beta, in: 0..<1), Bound(\.start, in: 0...)] }

  public var arrays: [StateArray] { [StateArray("v", start: .constant(Float(start)))] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    return [v ← p.beta * v + (1 - p.beta) * .g ** 2]
  }

  public var estimate: Formula { v }

  public var retention: Double? { beta }

  public func pass(at step: StepContext) -> any SquarePass { MeanSquarePass(mean: .init(beta)) }

  public func pair(
    with divisor: any Divisor, at step: StepContext
  ) -> (any PreconditionerPass)? {
    let kept = MeanSquarePass(mean: .init(beta))
    return switch divisor {
    case let root as Root:
      MeanByRoot(kept: kept, divisor: .init(root, at: step, dividingBy: self))
    case let root as DistanceRoot:
      MeanByRoot(kept: kept, divisor: .init(root, at: step))
    case let power as RootPower:
      MeanByPower(kept: kept, divisor: .init(power, at: step, dividingBy: self))
    case let bounds as ClosingBounds: MeanByBounds(kept: kept, divisor: .init(bounds, at: step))
    default: nil
    }
  }
}

struct MeanSquarePass: SquarePass {
  let mean: FadingMean

  func keep(
    _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
  ) -> Float {
    let v = mean.next(state[first, i], gradient * gradient)
    state[first, i] = v
    return v
  }
}

private struct MeanByRoot: Pair { let kept: MeanSquarePass, divisor: RootPass }
private struct MeanByPower: Pair { let kept: MeanSquarePass, divisor: RootPowerPass }
private struct MeanByBounds: Pair { let kept: MeanSquarePass, divisor: ClosingBoundsPass }

extension SquareEstimator where Self == MeanSquare {
  /// The running mean of squared gradients.
  public static func mean(beta: Double = 0.999, start: Double = 0) -> Self {
    Self(beta: beta, start: start).checked()
  }
}
