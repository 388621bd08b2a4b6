public import Optimization

/// Averages gradients exponentially and looks ahead by one step: Nesterov's momentum for Adam.
///
/// ```text
/// m₀ = 0,  p₀ = 1
/// mₜ = β mₜ₋₁ + (1 − β) gₜ
/// μₜ = β (1 − dip · 0.96^(t ψ))          pₜ = pₜ₋₁ μₜ          ψ: momentumDecay
/// d  = (1 − μₜ) / (1 − pₜ) gₜ + μₜ₊₁ / (1 − pₜ₊₁) mₜ
/// ```
///
/// ```swift
/// let optax: NesterovAverage = .nesterovAverage(beta: 0.9, dip: 0)
/// #expect(optax.gain == 1)
/// ```
///
/// - Source: Dozat, 2016, Algorithm 2 and the schedule of section 3,
///   <https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ>.
/// - Differs: nothing. PyTorch's NAdam is this with ψ = 0.004, as in the source; optax' has a dip of
///   0, and so μₜ = β; timm's NAdamW has that, too, and divides both terms by 1 − pₜ.
/// - Edge cases: with a β of 0 the direction is the gradient.
/// - Complexity: one array of state and one scalar; one pass.
public struct NesterovAverage: MomentEstimator {
  public static let name = "nesterovAverage"
  public static let source = "Dozat, 2016, Algorithm 2"

  /// β₁, the share of the average that is kept, in `0 ..< 1`; the source has 0.99, libraries 0.9.
  public let beta: Double

  /// How far below β the momentum starts, as a share of β, in `0 ... 1`; the source has 0.5.
  ///
  /// 0 keeps the momentum at β.
  public let dip: Double

  /// ψ, how fast the momentum rises to β, per step, in `0...`; the source has 1/250.
  ///
  /// Without a dip there is nothing to rise from.
  public let momentumDecay: Double

  /// Whether the average is corrected for the weight it has one step ahead, 1 − pₜ₊₁, as in the
  /// source, or for the weight of this step, 1 − pₜ, as in timm.
  public let correctsAhead: Bool

  public var bounds: [Bound<Self>] {
    [Bound(\.beta, in: 0..<1), Bound(\.dip, in: 0...1), Bound(\.momentumDecay, in: 0...)]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("m")] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let momentum = p.beta * (1 - p.dip * 0.96 ** (.t * p.momentumDecay))
    let ahead = correctsAhead ? product * next : product
    let a = (1 - now) / (1 - product)
    let b = next / (1 - ahead)
    return [
      m ← p.beta * m + (1 - p.beta) * .g,
      now ← momentum,
      next ← momentum.replacing(.t, by: .t + 1),
      product ← ((.t .== 1) + (.t .> 1) * product) * now,
      .d ← .g * a.named(gradientWeight) + m * b.named(averageWeight),
    ]
  }

  public var gain: Formula? { 1 }

  public func pass(at step: StepContext) -> any MomentPass {
    LinearAverage(
      beta: beta, gradientWeight: step[gradientWeight], averageWeight: step[averageWeight])
  }
}

private let m: Formula = "m"
private let now: Formula = "μ"
private let next: Formula = "ν"
private let product: Formula = "p"
private let gradientWeight: Formula = "a"
private let averageWeight: Formula = "b"

extension MomentEstimator where Self == NesterovAverage {
  /// An exponential average that looks ahead by one step.
  public static func nesterovAverage(
    beta: Double = 0.9, dip: Double = 0.5, momentumDecay: Double = 0.004,
    correctsAhead: Bool = true
  ) -> Self {
    Self(beta: beta, dip: dip, momentumDecay: momentumDecay, correctsAhead: correctsAhead).checked()
  }
}
