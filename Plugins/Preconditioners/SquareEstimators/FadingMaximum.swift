public import Optimization

private let u: Formula = "u"

/// The largest of the gradients, older ones counting ever less.
///
/// ```text
/// u₀ = 0
/// uₜ = max(β uₜ₋₁, |gₜ| + ε)
/// ```
///
/// - Source: Kingma and Ba, 2015, Algorithm 2 (Adamax), <https://arxiv.org/abs/1412.6980>.
/// - Differs: the paper has no ε; PyTorch and optax add it.
/// - Edge cases: a size, not a square, which would overflow from 1.8e19 on.
/// - Complexity: one array; the mean of its squares must be measured.
public struct FadingMaximum: SquareEstimator {
  public static let name = "fadingMaximum"

  public static let source = "Kingma and Ba, 2015, Algorithm 2 (Adamax)"

  /// β, the share of the largest gradient that is kept, in `0 ..< 1`; the paper's default is 0.999.
  public let beta: Double

  /// ε, added to the magnitude of the gradient, in its units, in `0...`; PyTorch's default is 1e-8.
  public let epsilon: Double

  public var bounds: [Bound<Self>] { [Bound(\.beta, in: 0..<1), Bound(\.epsilon, in: 0...)] }

  public var arrays: [StateArray] { [StateArray("u")] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    return [u ← .max(p.beta * u, .abs(.g) + p.epsilon)]
  }

  public var estimate: Formula { u }

  public var isMagnitude: Bool { true }

  public func pass(at step: StepContext) -> any SquarePass { FadingMaximumPass(self) }

  public func pair(
    with divisor: any Divisor, at step: StepContext
  ) -> (any PreconditionerPass)? {
    (divisor as? Magnitude).map {
      MaximumByMagnitude(kept: .init(self), divisor: .init($0))
    }
  }
}

struct FadingMaximumPass: SquarePass {
  private let beta: Float
  private let epsilon: Float

  init(_ maximum: FadingMaximum) {
    beta = Float(maximum.beta)
    epsilon = Float(maximum.epsilon)
  }

  func keep(
    _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
  ) -> Float {
    let faded = beta * state[first, i]
    let magnitude = gradient.magnitude + epsilon
    let u = faded > magnitude ? faded : magnitude
    state[first, i] = u
    return u
  }
}

private struct MaximumByMagnitude: Pair { let kept: FadingMaximumPass, divisor: MagnitudePass }

extension SquareEstimator where Self == FadingMaximum {
  /// The largest of the gradients, older ones counting ever less: Adamax's.
  public static func fadingMaximum(beta: Double = 0.999, epsilon: Double = 1e-8) -> Self {
    Self(beta: beta, epsilon: epsilon).checked()
  }
}
