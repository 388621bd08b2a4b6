import Kernels
public import Optimization
public import Storing

private let p: Formula = "p"
private let q: Formula = "q"

/// Adds a decay with two moments of its own: adaptive, as the gradient is, but mixed with it nowhere.
///
/// ```text
/// pₜ = β₁ pₜ₋₁ + (1 − β₁) θ
/// qₜ = β₂ qₜ₋₁ + (1 − β₂) θ²
/// d  ← P(d) + λ · p̂ₜ / (√q̂ₜ + ε)       p̂ = p / (1 − β₁ᵗ), q̂ = q / (1 − β₂ᵗ)
/// ```
///
/// ```swift
/// let separate: any Preconditioner = .rootMeanSquare().separatingDecay()
/// #expect(
///   separate.stateArrays(for: [2]).map(\.name) == ["separateDecay/p", "separateDecay/q", "v"])
/// ```
///
/// - Source: the buffers of Adam for the penalty alone, after Bjorck, Weinberger and Gomes, 2021,
///   <https://arxiv.org/abs/2012.13841>.
/// - Differs: their code isn't public. λ, which would cancel in p̂ / √q̂, is in front.
/// - Edge cases: a parameter that stays where it is decays by η λ a step, whatever its size.
///   λ comes before what is measured: there is no gain, and stable weight decay is refused.
/// - Complexity: two arrays more than the preconditioner, and a pass over elements in cache.
public struct SeparateDecay: PreconditionerModifier {
  public static let name = "separatingDecay"
  public static let source = "Bjorck, Weinberger and Gomes, 2021 (buffers of its own)"

  /// P: what rescales the direction.
  @Held public var base: any Preconditioner

  /// β₁ of the parameters' average, in `0 ..< 1`.
  public let beta1: Double

  /// β₂ of their squares' average, in `0 ..< 1`.
  public let beta2: Double

  /// ε, added to the root, in the units of the parameters, above 0.
  public let epsilon: Double

  public var bounds: [Bound<Self>] {
    [
      Bound(\.beta1, in: 0..<1), Bound(\.beta2, in: 0..<1), Bound(\.epsilon, above: 0),
      Bound("base", must: "work element by element") { $0.base.granularity == .element },
      .baseAbsorbsNoDecay,
    ]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    [StateArray("separateDecay/p"), StateArray("separateDecay/q")] + base.stateArrays(for: shape)
  }

  public var gain: Formula? { nil }

  public var lines: [Assignment] {
    let numbers = Numbers(self)
    let first = (1 / (1 - numbers.beta1 ** .t)).named("first")
    let second = (1 / (1 - numbers.beta2 ** .t)).named("second")
    return base.lines
      + [
        p ← numbers.beta1 * p + (1 - numbers.beta1) * .θ,
        q ← numbers.beta2 * q + (1 - numbers.beta2) * .θ ** 2,
        .d ← .d + .λ * (p * first) / (√(q * second) + numbers.epsilon),
      ].map { $0.inside("separateDecay") }
  }

  public func pass(at step: StepContext) -> any PreconditionerPass {
    let own = step.inside("separateDecay")
    return Pass(
      base: base.pass(at: step), mean: Mixture(keeping: beta1), square: Mixture(keeping: beta2),
      first: Float(step.decay * own["first"]), second: Float(own["second"]),
      epsilon: Float(epsilon))
  }

  private struct Pass: PreconditionerPass {
    let base: any PreconditionerPass
    let mean: Mixture
    let square: Mixture
    let first: Float
    let second: Float
    let epsilon: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      var baseState = state.dropping(2)
      base.rescale(&direction, tile: tile, state: &baseState)
      for i in direction.indices {
        let value = tile.parameters[i]
        let (p, q) = (mean(state[0, i], value), square(state[1, i], value * value))
        state[0, i] = p
        state[1, i] = q
        direction[i] += first * p / (squareRoot(q * second) + epsilon)
      }
    }
  }
}

extension Preconditioner {
  /// The same preconditioner, beside a decay with moments of its own.
  public func separatingDecay(
    beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8
  ) -> SeparateDecay {
    SeparateDecay(base: self, beta1: beta1, beta2: beta2, epsilon: epsilon).checked()
  }
}
