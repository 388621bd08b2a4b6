public import Optimization
public import Storing

private let start: Formula = "θ₀"
private let s: Formula = "s"
private let q: Formula = "q"
private let a: Formula = "a"
private let b: Formula = "b"
private let S: Formula = "S"
private let found: Formula = "D̂"
private let largest: Formula = "M"
private let grown: Formula = "E"

/// The distance from the start to the goal, estimated from gradients that were multiplied by it: Prodigy's.
///
/// ```text
/// η(t) = base(t) · Dₜ                            D₁ = initialDistance
/// qₜ = β qₜ₋₁ + a ⟨gₜ, θ₀ − θₜ⟩                   a = base(t) · Dₜ / D₁
/// sₜ = β sₜ₋₁ + a gₜ                              safeguarded, Dₜ / D₁ in place of a
/// D̂  = coefficient · qₜ / ‖sₜ‖₁                   0 where sₜ is 0
/// Mₜ = max(Mₜ₋₁, D̂)                              M₀ = D₁
/// Dₜ₊₁ = min(Mₜ, growth · Dₜ)                     as long as Dₜ is D₁: growth · max(D₁, D̂)
/// ```
///
/// Other parts read Dₜ as `.D`, and Dₜ₊₁ as `.nextD`.
///
/// - Source: Mishchenko and Defazio, 2023, Algorithm 4, <https://arxiv.org/abs/2306.06101>, with D₁ in
///   the numerators, the coefficient, the limit of growth and the safeguard of the authors' code.
/// - Differs: the authors' code takes no step, and decays nothing, as long as all gradients have been 0.
/// - Edge cases: g is multiplied by D already, by `ScaledByDistance`, without which the schedule is
///   refused.
/// - Complexity: two arrays; two reads of gradients, parameters and arrays before the pass.
public struct ProdigyRate: ListeningSchedule, ScheduleModifier {
  public static let name = "prodigyRate"
  public static let source = "Mishchenko and Defazio, 2023, Algorithm 4 (Prodigy)"

  /// What is multiplied; 1 in the source.
  @Held public var base: any LearningRateSchedule

  /// β, the share of q and s that is kept, in `0 ..< 1`; √β₂ of the second moment in the source.
  public let beta: Double

  /// D₁, in the units of the parameters, above 0; the authors' default is 1e-6.
  public let initialDistance: Double

  /// What the estimate is multiplied by, above 0; 1 in the source.
  public let coefficient: Double

  /// By how much D may grow in a step, in `1...`; the default limits nothing, as
  /// in the source.
  public let growth: Double

  /// Whether s grows by D alone, so that a warm-up doesn't make D too large.
  public let safeguardsWarmUp: Bool

  public var bounds: [Bound<Self>] {
    [
      .baseHearsNothing, Bound(\.beta, in: 0..<1), Bound(\.initialDistance, above: 0),
      Bound(\.coefficient, above: 0), Bound(\.growth, in: 1...),
    ]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    [StateArray("θ₀", start: .parameters), StateArray("s")]
  }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let first = p.initialDistance
    let known = (.t .== 1) * first + (.t .> 1) * largest
    let estimate = p.coefficient * q / S
    let free = (.D .== first) * .max(.D, found) + (.D .!= first) * .D
    return [
      .D ← (.t .== 1) * first + (.t .> 1) * .nextD,
      a ← .D / first * base.rate,
      b ← (safeguardsWarmUp ? .D / first : a),
      q ← p.beta * q + a * .sum(.g * (start - .θ)),
      s ← p.beta * s + b * .g,
      S ← .sum(.abs(s)),
      found ← (S .> 0) * estimate,
      largest ← .max(known, found),
      grown ← free,
      .nextD ← .min(largest, grown * p.growth),
    ]
  }

  public var rate: Formula { .D * base.rate }

  public var peakLearningRate: Double? { nil }

  public func refusal(in composition: Composition) -> String? {
    composition.transforms.contains { $0 is ScaledByDistance }
      ? nil
      : "it measures by gradients that are multiplied by D; "
        + "put scaledByDistance among the transforms, or take the recipe prodigy"
  }

  public func listener(at step: StepContext) -> any Listener {
    Way(beta: Float(beta), share: Float(step[b]))
  }

  private struct Way: Listener {
    let beta: Float
    let share: Float

    func hear(_ terms: inout StateView, tile: Tile, state: inout StateView) {
      for i in tile.gradient.indices {
        let gradient = tile.gradient[i]
        let way = state[0, i] - tile.parameters[i]
        let s = beta * state[1, i] + share * gradient
        terms[0, i] = gradient * way
        terms[1, i] = abs(s)
        state[1, i] = s
      }
    }
  }
}

extension LearningRateSchedule {
  /// The schedule times the distance that Prodigy estimates.
  public func prodigyRate(
    beta: Double = 0.999.squareRoot(), initialDistance: Double = 1e-6, coefficient: Double = 1,
    growth: Double = 1e30, safeguardsWarmUp: Bool = false
  ) -> ProdigyRate {
    ProdigyRate(
      base: self, beta: beta, initialDistance: initialDistance, coefficient: coefficient,
      growth: growth, safeguardsWarmUp: safeguardsWarmUp
    ).checked()
  }
}
