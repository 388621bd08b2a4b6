public import Optimization

/// Averages gradients with exponentially falling weights.
///
/// ```text
/// m₀ = start
/// mₜ = β mₜ₋₁ + (1 − β) gₜ
/// d  = mₜ / (1 − βᵗ)             without bias correction: mₜ
/// ```
///
/// Weighed by the learning rate, gradients count in proportion to the rates of their steps:
///
/// ```text
/// mₜ = β mₜ₋₁ + (1 − β) ηₜ gₜ
/// qₜ = β qₜ₋₁ + (1 − β) ηₜ
/// d  = mₜ / qₜ                   0 as long as no rate is above 0; without bias correction: mₜ / ηₜ
/// ```
///
/// ```swift
/// let moments: ExponentialAverage = .exponential(beta: 0.9)
/// #expect(moments.gain == 1)
/// ```
///
/// - Source: Kingma and Ba, 2015, Algorithm 1, <https://arxiv.org/abs/1412.6980>; weighed by the
///   learning rate as in the code of LaProp's authors, and without correction as in Defazio and
///   Mishchenko, 2023, <https://arxiv.org/abs/2301.07733>.
/// - Differs: nothing.
/// - Edge cases: at a learning rate of 0, or below the normal `Float`s, a weighed average without
///   correction moves nothing; over a tiny rate it is at most the largest `Float`.
/// - Complexity: one array of state; one pass.
public struct ExponentialAverage: MomentEstimator {
  public static let name = "exponential"
  public static let source = "Kingma and Ba, 2015, Algorithm 1"

  /// β₁, the share of the average that is kept, in `0 ..< 1`; the paper's default is 0.9.
  public let beta: Double

  /// Whether the average is divided by the weight it has gathered so far, 1 − βᵗ.
  public let correctsBias: Bool

  /// Whether gradients count in proportion to the learning rates of their steps.
  public let weighsByRate: Bool

  /// m₀, in the units of the gradient; 0 everywhere but in optax's Yogi.
  ///
  /// The correction stays that of a start at 0.
  public let start: Double

  public var bounds: [Bound<Self>] {
    [Bound(\.beta, in: 0..<1), Bound(finite: \.start)]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    [StateArray("m", start: .constant(Float(start)))]
  }

  public var lines: [Assignment] {
    let p = Numbers(self)
    if weighsByRate {
      let share = ((1 - p.beta) * .η).named(share)
      if !correctsBias { return [m ← p.beta * m + share * .g, .d ← m / .η] }
      return [
        m ← p.beta * m + share * .g,
        q ← .operation(.times, p.beta, q) + (1 - p.beta) * .η,
        .d ← m * (1 / (q + (q .== 0))).named(.s),
      ]
    }
    let correction = 1 / (1 - p.beta ** .t)
    return [
      m ← p.beta * m + (1 - p.beta) * .g,
      .d ← (correctsBias ? m * correction.named(.s) : m),
    ]
  }

  public var gain: Formula? { 1 }

  public func pass(at step: StepContext) -> any MomentPass {
    if weighsByRate, !correctsBias {
      return BoundedAverage(
        insideRate: step.learningRate, beta: beta, share: 1 - beta, averageWeight: 1)
    }
    return LinearAverage(
      beta: beta, share: weighsByRate ? step[share] : nil,
      averageWeight: correctsBias ? min(step[.s], largestWeight) : 1)
  }
}

/// Beyond it there is no `Float`: a sum of rates that small is hardly one itself.
private let largestWeight = Double(Float.greatestFiniteMagnitude)

private let m: Formula = "m"
private let q: Formula = "q"
private let share: Formula = "share"

extension MomentEstimator where Self == ExponentialAverage {
  /// An exponential average, corrected for its start.
  public static func exponential(
    beta: Double = 0.9, correctsBias: Bool = true, weighsByRate: Bool = false, start: Double = 0
  ) -> Self {
    Self(beta: beta, correctsBias: correctsBias, weighsByRate: weighsByRate, start: start).checked()
  }
}
