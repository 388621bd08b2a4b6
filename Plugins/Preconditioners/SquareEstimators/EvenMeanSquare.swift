public import Optimization

private let v: Formula = "v"

/// A mean of squared gradients that moves toward them in even steps.
///
/// ```text
/// v₀ = start
/// vₜ = vₜ₋₁ − (1 − β) sign(vₜ₋₁ − gₜ²) gₜ²
/// ```
///
/// - Source: Zaheer, Reddi, Sachan, Kale and Kumar, NeurIPS 2018, Algorithm 2,
///   <https://papers.nips.cc/paper/8186-adaptive-methods-for-nonconvex-optimization>.
/// - Differs: nothing. The correction for its start, where a divisor asks for it, is that of a mean
///   that starts at 0.
/// - Complexity: one array; its mean must be measured.
public struct EvenMeanSquare: SquareEstimator {
  public static let name = "even"

  public static let source = "Zaheer et al., 2018, Algorithm 2"

  /// β, 1 less the share of the squared gradient that a step may change v by, in `0 ..< 1`; the paper's
  /// default is 0.999.
  public let beta: Double

  /// v₀, in the units of the squared gradient, in `0...`; optax and the authors' code have 1e-6.
  public let start: Double

  public var bounds: [Bound<Self>] { [Bound(\.beta, in: 0..<1), Bound(\.start, in: 0...)] }

  public var arrays: [StateArray] { [StateArray("v", start: .constant(Float(start)))] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    return [v ← v - (1 - p.beta) * .sign(v - .g ** 2) * .g ** 2]
  }

  public var estimate: Formula { v }

  public var retention: Double? { beta }

  public func pass(at step: StepContext) -> any SquarePass {
    EvenMeanSquarePass(share: Float(1 - beta))
  }

  public func pair(
    with divisor: any Divisor, at step: StepContext
  ) -> (any PreconditionerPass)? {
    (divisor as? Root).map {
      EvenByRoot(
        kept: .init(share: Float(1 - beta)), divisor: .init($0, at: step, dividingBy: self))
    }
  }
}

struct EvenMeanSquarePass: SquarePass {
  let share: Float

  func keep(
    _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
  ) -> Float {
    let square = gradient * gradient
    let old = state[first, i]
    let change = share * square
    let v = old > square ? old - change : (old < square ? old + change : old)
    state[first, i] = v
    return v
  }
}

private struct EvenByRoot: Pair { let kept: EvenMeanSquarePass, divisor: RootPass }

extension SquareEstimator where Self == EvenMeanSquare {
  /// A mean of squared gradients that moves toward them in even steps: Yogi's.
  public static func even(beta: Double = 0.999, start: Double = 1e-6) -> Self {
    Self(beta: beta, start: start).checked()
  }
}
