public import Optimization
public import Storing

private let loss: Formula = "loss"
private let reports: Formula = "reports"
private let used: Formula = "used"
private let m: Formula = "m"
private let f: Formula = "f"
private let γ: Formula = "γ"
private let n: Formula = "n"
private let i: Formula = "i"

/// The step that would bring an average of the loss's tangents down to the lowest: MoMo's, Polyak's step
/// for momentum.
///
/// ```text
/// m, f, γ: averages of g, of the loss and of ⟨g, θ⟩ that keep β, and begin with the first
/// η(t) = min(base(t), max(f − γ + ⟨m, θ⟩ − lowest, 0) / ‖m‖²)           over all groups
/// ```
///
/// - Source: Schaipp, Ohana, Eickenberg, Defazio and Gower, 2024, Algorithm 1 (MoMo),
///   <https://arxiv.org/abs/2305.07583>; optax.
/// - Differs: the decay that the source has inside is none of the schedule's; the lowest loss isn't
///   learned.
/// - Edge cases: the loss at the current parameters has to be reported anew before each step, or the step
///   throws. m is what the moment estimator averages; it is kept here once more, and the schedule is
///   refused beside another estimator than momentum of the same β and dampening, or a preconditioner.
/// - Complexity: one array; two reads of gradients, parameters and it before the pass.
public struct MomoRate: ListeningSchedule, ScheduleModifier {
  public static let name = "momoRate"
  public static let source = "Schaipp et al., 2024, Algorithm 1 (MoMo)"

  /// The largest rate.
  @Held public var base: any LearningRateSchedule

  /// β, the share of the averages that is kept, in `0 ..< 1`; the source's default is 0.9.
  public let beta: Double

  /// The lowest loss there is, or a guess; 0 for a model that can fit its data.
  public let lowest: Double

  public var bounds: [Bound<Self>] {
    [.baseHearsNothing, Bound(\.beta, in: 0..<1), Bound(finite: \.lowest)]
  }

  public var metricLines: [Assignment] { [loss ← .metric, reports ← reports + 1] }

  public func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("m")] }

  public var lines: [Assignment] {
    [
      .refuseUnless(reports .> used),
      used ← reports,
      m ← average(of: .g, m),
      f ← average(of: loss, f),
      γ ← average(of: .sum(.g * .θ), γ),
      n ← .sum(m ** 2),
      i ← .sum(m * .θ),
    ]
  }

  private func average(of new: Formula, _ mean: Formula) -> Formula {
    let p = Numbers(self)
    let later = p.beta * mean + (1 - p.beta) * new
    return (.t .== 1) * new + (.t .> 1) * later
  }

  public var rate: Formula {
    let gap = Formula.max(f - γ + i - Numbers(self).lowest, 0)
    return .min(base.rate, gap * (1 / n))
  }

  public var peakLearningRate: Double? { base.peakLearningRate }

  public func refusal(in composition: Composition) -> String? {
    if composition.moments as? HeavyBall != .heavyBall(beta: beta, dampening: beta) {
      return "it measures by momentum of \(beta) and as much dampening, "
        + "but the moment estimator is \(composition.moments)"
    }
    return composition.refusalOfPreconditioner
  }

  public func listener(at step: StepContext) -> any Listener {
    let kept = step.step == 1 ? 0 : beta
    return Tangent(kept: Float(kept), share: Float(1 - kept))
  }

  private struct Tangent: Listener {
    let kept: Float
    let share: Float

    func hear(_ terms: inout StateView, tile: Tile, state: inout StateView) {
      for i in tile.gradient.indices {
        let (gradient, value) = (tile.gradient[i], tile.parameters[i])
        let m = kept * state[0, i] + share * gradient
        terms[0, i] = gradient * value
        terms[1, i] = m * m
        terms[2, i] = m * value
        state[0, i] = m
      }
    }
  }
}

extension LearningRateSchedule {
  /// MoMo's step, from the loss that `Optimizer.observe(metric:)` reports, but no larger than the schedule.
  public func momoRate(beta: Double = 0.9, lowest: Double = 0) -> MomoRate {
    MomoRate(base: self, beta: beta, lowest: lowest).checked()
  }
}
