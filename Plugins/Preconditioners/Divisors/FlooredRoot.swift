import Kernels
public import Optimization

private let limit: Formula = "bound"

/// Division by the root of the estimate, but by no less than ε, and then clipped.
///
/// ```text
/// c = (t − 1)^clipExponent         d ← clip(d / max(√v, ε), −c, c)
/// ```
///
/// - Source: Taniguchi et al., NeurIPS 2024, Algorithm 2 (ADOPT), <https://arxiv.org/abs/2411.02853>;
///   the clipping as in the authors' code.
/// - Differs: nothing.
/// - Edge cases: nothing is corrected for its start. Clipped with an exponent above 0,
///   nothing moves at t = 1.
public struct FlooredRoot: Divisor {
  public static let name = "flooredRoot"

  public static let source = "Taniguchi et al., 2024, Algorithm 2 (ADOPT)"

  /// ε, the least divisor, in the units of the gradient, greater than 0; the source has 1e-6.
  public let epsilon: Double

  /// Whether coordinates are clipped.
  public let clips: Bool

  /// How fast the bound on a coordinate grows, in `0...`; the source has 1/4.
  public let clipExponent: Double

  public var bounds: [Bound<Self>] {
    [Bound(\.epsilon, above: 0), Bound(\.clipExponent, in: 0...)]
  }

  public func lines(dividingBy squares: any SquareEstimator) -> [Assignment] {
    let p = Numbers(self)
    let scaled = .d / .max(√squares.estimate, p.epsilon)
    let bound = ((.t - 1) ** p.clipExponent).named(limit)
    return [.d ← (clips ? .clip(scaled, -bound, bound) : scaled)]
  }

  public func gain(dividingBy squares: any SquareEstimator) -> Formula? {
    1 / √Formula.mean(squares.square)
  }

  public func pass(
    at step: StepContext, dividingBy squares: any SquareEstimator
  ) -> any DivisorPass {
    FlooredRootPass(self, at: step)
  }
}

struct FlooredRootPass: DivisorPass {
  private let epsilon: Float
  private let bound: Float

  init(_ root: FlooredRoot, at step: StepContext) {
    epsilon = Float(root.epsilon)
    bound = root.clips ? Float(step[limit]) : .infinity
  }

  func scaled(_ direction: Float, by kept: Float) -> Float {
    let root = squareRoot(kept)
    let scaled = direction / (root > epsilon ? root : epsilon)
    let capped = scaled > bound ? bound : scaled
    return capped < -bound ? -bound : capped
  }
}

extension Divisor where Self == FlooredRoot {
  /// The root of the estimate, but no less than ε; clipped: ADOPT's.
  public static func flooredRoot(
    epsilon: Double = 1e-6, clips: Bool = true, clipExponent: Double = 0.25
  ) -> Self {
    Self(epsilon: epsilon, clips: clips, clipExponent: clipExponent).checked()
  }
}
