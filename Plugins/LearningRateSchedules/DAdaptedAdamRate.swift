import Kernels
public import Optimization
public import Storing

private let s: Formula = "s"
private let v: Formula = "v"
private let a: Formula = "a"
private let q: Formula = "q"
private let S: Formula = "S"

/// The distance from the start to the goal, learned on the way: D-Adaptation for Adam.
///
/// ```text
/// η(t) = base(t) · Dₜ                                   D₁ = initialDistance
/// qₜ = γ qₜ₋₁ + (1 − γ) η ⟨gₜ, sₜ₋₁ / (√vₜ₋₁ + ε)⟩        γ = √β
/// sₜ = γ sₜ₋₁ + (1 − γ) η gₜ
/// Dₜ₊₁ = max(Dₜ, min(qₜ / ((1 − γ) ‖sₜ‖₁), growth · Dₜ))
/// ```
///
/// - Source: Defazio and Mishchenko, 2023, Algorithm 5 (Adam), <https://arxiv.org/abs/2301.07733>, as in
///   the authors' code, version 3.2.
/// - Differs: the authors' code takes no step, and decays nothing, as long as all gradients have been 0.
/// - Edge cases: v is the mean of squares that the preconditioner divides by. It is kept here once more,
///   and the schedule is refused beside any other preconditioner than that of the same β and ε without
///   corrections.
/// - Complexity: two arrays; two reads of gradients and arrays before the pass.
public struct DAdaptedAdamRate: ListeningSchedule, ScheduleModifier {
  public static let name = "dAdaptedAdamRate"
  public static let source = "Defazio and Mishchenko, 2023, Algorithm 5"

  /// What is multiplied; 1 in the source.
  @Held public var base: any LearningRateSchedule

  /// β₂, the share of the mean of squares that is kept, in `0 ..< 1`; the authors' default is 0.999.
  public let beta: Double

  /// ε, in the units of the gradient, above 0; the authors' default is 1e-8.
  public let epsilon: Double

  /// D₁, in the units of the parameters, above 0; the authors' default is 1e-6.
  public let initialDistance: Double

  /// By how much D may grow in a step, in `1...`; the default limits nothing, as
  /// in the source.
  public let growth: Double

  public var bounds: [Bound<Self>] {
    [
      .baseHearsNothing, Bound(\.beta, in: 0..<1), Bound(\.epsilon, above: 0),
      Bound(\.initialDistance, above: 0), Bound(\.growth, in: 1...),
    ]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("s"), StateArray("v")] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let γ = √p.beta
    return [
      .D ← .adapted(from: initialDistance),
      a ← .D * base.rate * (1 - γ),
      q ← γ * q + a * .sum(.g * (s / (√v + p.epsilon))),
      s ← γ * s + a * .g,
      v ← p.beta * v + (1 - p.beta) * .g ** 2,
      S ← .sum(.abs(s)),
      .nextD ← .adapted(to: q, over: (1 - γ) * S, growth: growth),
    ]
  }

  public var rate: Formula { .D * base.rate }

  public var peakLearningRate: Double? { nil }

  public func refusal(in composition: Composition) -> String? {
    let own = Divided.rootMeanSquare(beta: beta, epsilon: epsilon, correctsBias: false)
    let preconditioner = composition.preconditioner
    if preconditioner as? Divided == own { return nil }
    return "it measures by \(own), but the preconditioner is \(preconditioner)"
  }

  public func listener(at step: StepContext) -> any Listener {
    Average(
      retention: Float(beta.squareRoot()), share: Float(step[a]), mean: FadingMean(beta),
      epsilon: Float(epsilon))
  }

  private struct Average: Listener {
    let retention: Float
    let share: Float
    let mean: FadingMean
    let epsilon: Float

    func hear(_ terms: inout StateView, tile: Tile, state: inout StateView) {
      for i in tile.gradient.indices {
        let gradient = tile.gradient[i]
        let (before, v) = (state[0, i], state[1, i])
        let s = retention * before + share * gradient
        terms[0, i] = gradient * (before / (squareRoot(v) + epsilon))
        terms[1, i] = abs(s)
        state[0, i] = s
        state[1, i] = mean.next(v, gradient * gradient)
      }
    }
  }
}

extension LearningRateSchedule {
  /// The schedule times the distance that D-Adaptation learns beside Adam.
  public func dAdaptedAdamRate(
    beta: Double = 0.999, epsilon: Double = 1e-8, initialDistance: Double = 1e-6,
    growth: Double = 1e30
  ) -> DAdaptedAdamRate {
    DAdaptedAdamRate(
      base: self, beta: beta, epsilon: epsilon, initialDistance: initialDistance, growth: growth
    ).checked()
  }
}
