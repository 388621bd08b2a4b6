public import Optimization
public import Storing

private let loss: Formula = "loss"
private let reports: Formula = "reports"
private let used: Formula = "used"
private let n: Formula = "n"

/// The step that would bring a convex loss down to its lowest: Polyak's.
///
/// ```text
/// η(t) = base(t) · min(max(loss − lowest, 0) / (‖g‖² + ε), largest)      ‖g‖ over all groups
/// ```
///
/// ```swift
/// let weight = Parameter("weight", [3, 4])
/// let group = ParameterGroup("all", [weight])
/// var optimizer = try Optimizer(.sgd(learningRate: .constant(1).polyak()))
/// weight.setGradient([6, 8])
/// optimizer.observe(metric: 25)
/// #expect(try optimizer.step([group]).learningRate == 0.25)
/// ```
///
/// - Source: Polyak, 1987; Loizou, Vaswani, Laradji and Lacoste-Julien, 2021, equation 6 (SPS with a
///   largest step), <https://arxiv.org/abs/2002.10542>; optax.
/// - Differs: a loss below the lowest is taken for it (SPS₊); optax climbs there unless asked,
///   and its `polyak_sgd` measures gradients that it has multiplied by the base already.
/// - Edge cases: the loss at the current parameters has to be reported anew before each step, or the
///   step throws. Only plain descent is allowed, as for `DistanceOverGradients`.
/// - Complexity: one read of the gradients before the pass.
public struct PolyakRate: ListeningSchedule, ScheduleModifier {
  public static let name = "polyak"
  public static let source = "Polyak, 1987; Loizou et al., 2021, equation 6"

  /// What is multiplied; 1 / c of the source.
  @Held public var base: any LearningRateSchedule

  /// The lowest loss there is, or a guess; 0 for a model that can fit its data.
  public let lowest: Double

  /// The largest step before it is multiplied, in `0...`; optax' default is 1.
  public let largest: Double

  /// ε, in the units of the squared gradient norm, in `0...`; 0 in the source.
  public let epsilon: Double

  public var bounds: [Bound<Self>] {
    [
      .baseHearsNothing, Bound(finite: \.lowest), Bound(\.largest, in: 0...),
      Bound(\.epsilon, in: 0...),
    ]
  }

  public var metricLines: [Assignment] { [loss ← .metric, reports ← reports + 1] }

  public var lines: [Assignment] {
    [.refuseUnless(reports .> used), used ← reports, n ← .sum(.g ** 2)]
  }

  public var rate: Formula {
    let p = Numbers(self)
    let gap = Formula.max(loss - p.lowest, 0)
    // A product, so that a gap of 0 is no step where the gradient is 0, too.
    return base.rate * .min(gap * (1 / (n + p.epsilon)), p.largest)
  }

  public var peakLearningRate: Double? { base.peakLearningRate.map { $0 * largest } }

  public func refusal(in composition: Composition) -> String? {
    composition.refusalOfPreconditioner
  }

  public func listener(at step: StepContext) -> any Listener { Squares() }

  private struct Squares: Listener {
    func hear(_ terms: inout StateView, tile: Tile, state: inout StateView) {
      for i in tile.gradient.indices { terms[0, i] = tile.gradient[i] * tile.gradient[i] }
    }
  }
}

extension LearningRateSchedule {
  /// The schedule times Polyak's step, from the loss that `Optimizer.observe(metric:)` reports.
  public func polyak(
    lowest: Double = 0, largest: Double = 1, epsilon: Double = 0
  ) -> PolyakRate {
    PolyakRate(base: self, lowest: lowest, largest: largest, epsilon: epsilon).checked()
  }
}
