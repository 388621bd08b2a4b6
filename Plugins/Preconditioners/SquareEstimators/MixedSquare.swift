public import Optimization

private let v: Formula = "v"
private let c: Formula = "c"

/// A weighted mean of the squared gradient and of their running mean.
///
/// ```text
/// v₀ = 0
/// vₜ = β vₜ₋₁ + (1 − β) gₜ²
/// (1 − ν) gₜ² + ν vₜ / (1 − βᵗ)
/// ```
///
/// - Source: Ma and Yarats, 2019, Algorithm 2 (QHAdam), <https://arxiv.org/abs/1810.06801>.
/// - Differs: nothing.
/// - Edge cases: a ν of 1 is the running mean. The gain is that of the running mean alone, which on
///   average is the weighted one.
/// - Complexity: one array.
public struct MixedSquare: SquareEstimator {
  public static let name = "mixture"

  public static let source = "Ma and Yarats, 2019, Algorithm 2 (QHAdam)"

  /// β, the share of the mean that is kept, in `0 ..< 1`; the source has 0.999.
  public let beta: Double

  /// ν, the weight of the running mean, in `0 ... 1`; the source recommends 1.
  public let nu: Double

  public var bounds: [Bound<Self>] { [Bound(\.beta, in: 0..<1), Bound(\.nu, in: 0...1)] }

  public var arrays: [StateArray] { [StateArray("v")] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    return [v ← p.beta * v + (1 - p.beta) * .g ** 2]
  }

  public var estimate: Formula {
    let p = Numbers(self)
    return (1 - p.nu) * .g ** 2 + p.nu * v * correction
  }

  public var square: Formula { v * correction }

  private var correction: Formula { (1 / (1 - Formula(beta) ** .t)).named(c) }

  public func pass(at step: StepContext) -> any SquarePass { MixedSquarePass(self, at: step) }

  public func pair(
    with divisor: any Divisor, at step: StepContext
  ) -> (any PreconditionerPass)? {
    (divisor as? Root).map {
      MixtureByRoot(kept: .init(self, at: step), divisor: .init($0, at: step, dividingBy: self))
    }
  }
}

struct MixedSquarePass: SquarePass {
  private let mean: FadingMean
  private let newWeight: Float
  private let meanWeight: Float

  init(_ mixture: MixedSquare, at step: StepContext) {
    mean = .init(mixture.beta)
    newWeight = Float(1 - mixture.nu)
    // Where the mean doesn't count, no line has its correction.
    meanWeight = mixture.nu > 0 ? Float(mixture.nu * step[c]) : 0
  }

  func keep(
    _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
  ) -> Float {
    let square = gradient * gradient
    let v = mean.next(state[first, i], square)
    state[first, i] = v
    // Squares that overflow count for nothing where their weight is 0.
    let fresh = newWeight == 0 ? 0 : newWeight * square
    return fresh + (meanWeight == 0 ? 0 : meanWeight * v)
  }
}

private struct MixtureByRoot: Pair { let kept: MixedSquarePass, divisor: RootPass }

extension SquareEstimator where Self == MixedSquare {
  /// A weighted mean of the squared gradient and of their running mean: the quasi-hyperbolic one.
  public static func mixture(beta: Double = 0.999, nu: Double = 1) -> Self {
    Self(beta: beta, nu: nu).checked()
  }
}
