public import Optimization
public import Storing

private let s: Formula = "s"
private let a: Formula = "a"
private let G: Formula = "G"
private let q: Formula = "q"
private let S: Formula = "S"

/// The distance from the start to the goal over the first gradient, learned on the way: D-Adaptation
/// for descent.
///
/// ```text
/// η(t) = a / G₁                            a = base(t) · Dₜ        G₁ = ‖g₁‖        D₁ = initialDistance
/// qₜ = qₜ₋₁ + a ⟨gₜ, sₜ₋₁⟩ / G₁²
/// sₜ = sₜ₋₁ + a gₜ
/// Dₜ₊₁ = max(Dₜ, min(2 qₜ / (‖sₜ‖ / G₁), growth · Dₜ))
/// ```
///
/// - Source: Defazio and Mishchenko, 2023, Algorithm 4 (SGD), <https://arxiv.org/abs/2301.07733>, as in
///   the authors' code, version 3.2.
/// - Differs: s is that of the source times G₁, which is known only after the first gradient.
/// - Edge cases: where the first gradient is 0 there is no learning rate, and the step throws. Only plain
///   descent, with any momentum, is allowed.
/// - Complexity: one array; two reads of the gradients and it before the pass.
public struct DAdaptedRate: ListeningSchedule, ScheduleModifier {
  public static let name = "dAdaptedRate"
  public static let source = "Defazio and Mishchenko, 2023, Algorithm 4"

  /// What is multiplied; 1 in the source.
  @Held public var base: any LearningRateSchedule

  /// D₁, in the units of the parameters, above 0; the authors' default is 1e-6.
  public let initialDistance: Double

  /// By how much D may grow in a step, in `1...`; the default limits nothing, as
  /// in the source.
  public let growth: Double

  public var bounds: [Bound<Self>] {
    [.baseHearsNothing, Bound(\.initialDistance, above: 0), Bound(\.growth, in: 1...)]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("s")] }

  public var lines: [Assignment] {
    [
      .D ← .adapted(from: initialDistance),
      a ← .D * base.rate,
      G ← (.t .== 1) * √.sum(.g ** 2) + (.t .> 1) * G,
      q ← q + a * .sum(.g * s) / G ** 2,
      s ← s + a * .g,
      S ← √.sum(s ** 2) / G,
      .nextD ← .adapted(to: 2 * q, over: S, growth: growth),
    ]
  }

  public var rate: Formula { a / G }

  public var peakLearningRate: Double? { nil }

  public func refusal(in composition: Composition) -> String? {
    composition.refusalOfPreconditioner
  }

  public func listener(at step: StepContext) -> any Listener { Sum(share: Float(step[a])) }

  private struct Sum: Listener {
    let share: Float

    func hear(_ terms: inout StateView, tile: Tile, state: inout StateView) {
      for i in tile.gradient.indices {
        let gradient = tile.gradient[i]
        let before = state[0, i]
        let s = before + share * gradient
        terms[0, i] = gradient * gradient
        terms[1, i] = gradient * before
        terms[2, i] = s * s
        state[0, i] = s
      }
    }
  }
}

extension Formula {
  /// D of a step: what the last one left as that of the next.
  static func adapted(from first: Double) -> Formula {
    (.t .== 1) * Formula(first) + (.t .> 1) * .nextD
  }

  /// D of the next step: it never falls, and grows no faster than by a factor.
  static func adapted(to top: Formula, over bottom: Formula, growth: Double) -> Formula {
    .max(.D, .min((bottom .> 0) * (top / bottom), .D * Formula(growth)))
  }
}

extension LearningRateSchedule {
  /// The schedule times the distance over the first gradient's norm that D-Adaptation learns.
  public func dAdaptedRate(
    initialDistance: Double = 1e-6, growth: Double = 1e30
  ) -> DAdaptedRate {
    DAdaptedRate(base: self, initialDistance: initialDistance, growth: growth).checked()
  }
}
