import Autodiff
import Components
import Foundation
import Kernels
import Networks
import Optimization
package import Training

/// S6: whether decay leaves large gradients at the end, and stable decay smaller ones.
package struct LateGradients: Study {
  package let card = StudyCard(
    number: 6, name: "late-gradients", title: "Does decay leave large gradients at the end?",
    rows: [19, 20],
    setting: [
      """
      The next character of a novel from the 8 before it, layers of 64 and 64 with layer norm, Adam with a \
      learning rate that falls from 3e-3 to 0 along a line, 6,000 steps. Decoupled decay in three doses: \
      the smallest λ that lowers the final norm of the weights by a fifth on the grid seeds, the λ of the \
      best validation loss, and 1.5.
      """,
      """
      Stable decay beside the first dose, matched in two ways on the grid seeds: equal decay at step 100, \
      and equal decay in all. What it does at equal final norm is read off a line through its own runs of \
      the same seed. ‖g‖ is that of the loss over a fixed sample of 8,000 places, without the penalty.
      """,
      """
      A second task for the order of final gradients and test errors: 2,000 images with 20 % random \
      labels, layers of 32 and 32 with batch norm, eleven arms. And SGD with momentum on the text, with L2 \
      that lowers the norm by a fifth.
      """,
    ],
    limits: [
      """
      d log‖g‖ = d log(‖g‖ ‖w‖) − d log‖w‖: in a normalized network a smaller norm is a larger gradient of \
      the same function. The chart parts the two; a verdict on ‖g‖ alone does not.
      """,
      "Networks of 20,000 weights, one pass over a part of a novel.",
    ],
    quick: StudyBudget(seeds: 5, seconds: 220), full: StudyBudget(seeds: 12, seconds: 480))

  package init() {}

  private static let steps = 6_000
  private static let rates = [0.05, 0.15, 0.5, 1.5]
  private static let coupledRates = [1e-4, 3e-4, 1e-3, 3e-3]

  /// The mean of ‖g‖ over the last tenth of the run, over that from 20 to 30 %.
  private static let growth = Quantity("growth of gradient_norm")
  /// The mean of log‖g‖ over the second half.
  private static let during = Quantity("mean log gradient_norm, second half")
  /// The gradients of scale-invariant weights made twice as long, over half the old ones: the farthest
  /// from 1, with ε four times as large and with ε as it is.
  private static let exact = Quantity("gradients of weights × 2 and ε × 4, times 2")
  private static let inexact = Quantity("gradients of weights × 2, times 2")

  // The arms.
  private static let none = "none"
  private static let dose = "decoupled, first dose"
  private static let best = "decoupled, best loss"
  private static let strong = "decoupled 1.5"
  private static let start = "stable, equal start"
  private static let equal = "stable, equal dose"
  private static let beyond = "stable, 3 × equal dose"
  private static let corrected = "corrected, first dose"
  private static let coupled = "L2 0.006"
  private static let placebo = "decoupled 1e-6"
  private static let slowNone = "SGD, none"
  private static let slowDose = "SGD, L2"

  /// An arm on the text.
  private static func arm(
    _ name: String, _ decay: any DecayPolicy, of text: TrainingData, isSlow: Bool = false
  ) -> NetworkArm {
    let schedule = LinearDecay(from: isSlow ? 0.1 : 3e-3, steps: steps)
    var composition: Composition =
      isSlow
      ? .sgd(learningRate: schedule, momentum: 0.9) : .adam(learningRate: schedule)
    composition.decay = decay
    var arm = NetworkArm(
      name: name, plan: TaskPlan(data: text), composition: composition, steps: steps, records: 20)
    arm.inspect = { task, measurement in
      let course = (measurement.curves["gradient_norm"] ?? []).map(\.y)
      measurement[growth] = mean(course[18...]) / mean(course[4...5])
      measurement[during] = mean(course[10...].map(log)[...])
      rescale(task, &measurement)
    }
    return arm
  }

  private static func mean(_ values: ArraySlice<Double>) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  /// The exact control: longer weights with their ε, and without.
  private static func rescale(_ task: any TrainingTask, _ measurement: inout Measurement) {
    var task = task
    let weights = task.scaleInvariantWeights
    func slopes() -> [Double] {
      _ = task.measureTraining()
      return weights.map { weight in
        weight.parameter.gradient.map { sumOfSquares($0.span).squareRoot() } ?? 0
      }
    }
    func farthest(from old: [Double]) -> Double {
      zip(slopes(), old).map { 2 * $0 / $1 }.max { abs($0 - 1) < abs($1 - 1) } ?? .nan
    }
    let old = slopes()
    for weight in weights { weight.rescale(by: 2) }
    measurement[exact] = farthest(from: old)
    for weight in weights { weight.norm?.epsilon /= 4 }
    measurement[inexact] = farthest(from: old)
  }
}

extension LateGradients {
  private static func gridArm(_ rate: Double) -> String { "decoupled, λ = \(rate)" }
  private static func slowArm(_ rate: Double) -> String { "SGD, L2, λ = \(rate)" }
  private static let pilot = "stable, pilot"

  /// The smallest rate whose final norm on the grid seeds is four fifths of that without decay.
  private static func dose(
    of rates: [Double], _ name: (Double) -> String, without none: String, in results: StudyResults
  ) -> Double? {
    func norm(_ arm: String) -> Double? {
      results.mean(.weightNorm, of: arm, over: results.gridSeeds)
    }
    guard let whole = norm(none) else { return nil }
    let norms = rates.compactMap { norm(name($0)) }
    guard norms.count == rates.count else { return nil }
    return zip(rates, norms).first { $0.1 <= 0.8 * whole }?.0 ?? rates[rates.count - 1]
  }

  package func runs(after results: StudyResults) throws -> [StudyRun] {
    let text = try DataSource.novel.load(testShare: 0.1, seed: 0)
    var choices =
      [
        Self.arm(Self.none, .none, of: text),
        Self.arm(Self.slowNone, .none, of: text, isSlow: true),
      ]
      + Self.rates.map { Self.arm(Self.gridArm($0), .decoupled($0), of: text) }
      + Self.coupledRates.map { Self.arm(Self.slowArm($0), .l2($0), of: text, isSlow: true) }
    var arms: [NetworkArm] = []
    func mean(_ quantity: Quantity, _ arm: String) -> Double? {
      results.mean(quantity, of: arm, over: results.gridSeeds)
    }
    if let rate = Self.dose(of: Self.rates, Self.gridArm, without: Self.none, in: results),
      let slowRate = Self.dose(
        of: Self.coupledRates, Self.slowArm, without: Self.slowNone, in: results),
      let best = results.best(
        of: [Self.none] + Self.rates.map(Self.gridArm), by: .testLoss(classes: 75)),
      let scale = mean(NetworkArm.rootMeanSquareAtStart, Self.gridArm(rate))
    {
      choices.append(Self.arm(Self.pilot, .stable(rate * scale), of: text))
      arms = [
        Self.arm(Self.none, .none, of: text), Self.arm(Self.dose, .decoupled(rate), of: text),
        Self.arm(Self.strong, .decoupled(1.5), of: text),
        Self.arm(Self.start, .stable(rate * scale), of: text),
        Self.arm(Self.corrected, .corrected(rate), of: text),
        Self.arm(Self.coupled, .l2(0.006), of: text),
        Self.arm(Self.placebo, .decoupled(1e-6), of: text),
        Self.arm(Self.slowNone, .none, of: text, isSlow: true),
        Self.arm(Self.slowDose, .l2(slowRate), of: text, isSlow: true),
      ]
      if let chosen = Self.rates.first(where: { Self.gridArm($0) == best }) {
        arms.append(Self.arm(Self.best, .decoupled(chosen), of: text))
      }
      if let wanted = mean(NetworkArm.dose, Self.gridArm(rate)),
        let had = mean(NetworkArm.dose, Self.pilot)
      {
        let matched = rate * scale * wanted / had
        arms.append(Self.arm(Self.equal, .stable(matched), of: text))
        arms.append(Self.arm(Self.beyond, .stable(3 * matched), of: text))
      }
    }
    let images = try fashionImages()
    arms += Self.imageArms.map { $0.arm(images, .batchNormalized) }
    arms += Self.imageArms.prefix(5).map { $0.arm(images, .perceptron) }
    return results.gridSeeds.flatMap { seed in choices.map { $0.run(seed, isChoice: true) } }
      + results.seeds.flatMap { seed in arms.map { $0.run(seed) } }
  }

  /// A decay of Adam on images.
  private struct ImageArm: Sendable {
    let decay: any DecayPolicy
    let name: String

    func arm(_ images: TrainingData, _ network: NamedNetwork) -> NetworkArm {
      NetworkArm(
        name: "\(network): \(name)",
        plan: TaskPlan(
          data: images, network: network, examples: 2_000, labelNoise: 0.2, hidden: [32, 32],
          batchSize: 50),
        composition: .adam(learningRate: .cosine(peak: 3e-3, steps: 2_000), decay: decay),
        steps: 2_000, records: 1)
    }
  }

  private static let imageArms: [ImageArm] =
    [ImageArm(decay: NoDecay(), name: "none")]
    + [0.3, 1, 3, 10].map { ImageArm(decay: .decoupled($0), name: "decoupled \($0)") }
    + [3e-3, 1e-2, 3e-2, 0.1].map { ImageArm(decay: .stable($0), name: "stable \($0)") }
    + [1, 3].map { ImageArm(decay: .corrected($0), name: "corrected \($0)") }
}

extension LateGradients {
  package var claims: [Claim] {
    let size = log(1.2)
    let pitfall = "Xie et al., 2023, abstract: large gradient norms at the final phase"
    let cure = "Xie et al., 2023, abstract: SWD mitigates large gradient norms"
    func logarithm(_ first: String, minus second: String) -> Contrast {
      Contrast(.gradientNorm, first, minus: second, isLogarithmic: true)
    }
    let text = [
      Self.none, Self.dose, Self.strong, Self.start, Self.equal, Self.beyond, Self.corrected,
      Self.coupled,
    ]
    let images = Self.imageArms.map { "mlp-bn: \($0.name)" }
    let exact = Control(
      "longer weights are the same network",
      .exact([
        Condition(Self.exact.name, in: 0.999...1.001) { $0[Self.dose, Self.exact] }
      ]))
    let placebo = Control(
      "as good as no decay", .absent(logarithm(Self.placebo, minus: Self.none), within: size))
    let startsAlike = Control(
      "equal decay at step 100",
      .exact([
        Condition("R of stable over R of decoupled, mean", in: 0.95...1.05) { results in
          let ratios = results.seeds.compactMap { seed -> Double? in
            let rates = [Self.start, Self.dose].compactMap {
              results[$0, seed]?[NetworkArm.decayRateAtStart]
            }
            return rates.count == 2 ? rates[0] / rates[1] : nil
          }
          return ratios.isEmpty ? [] : [ratios.reduce(0, +) / Double(ratios.count)]
        },
        Condition("slope of log(R/η) on log √v̄, stable", in: -1.02 ... -0.98) {
          $0[Self.start, NetworkArm.followsScale]
        },
      ]))
    return [
      Claim(
        "large at the end", "Weight decay leads to large gradient norms at the final phase.",
        source: pitfall, .difference(logarithm(Self.dose, minus: Self.none), atLeast: size),
        controls: [exact, placebo]),
      Claim(
        "large at the end, λ = 1.5", "The same, at ten times the dose.", source: pitfall,
        .difference(logarithm(Self.strong, minus: Self.none), atLeast: size),
        controls: [exact, placebo]),
      Claim(
        "growing at the end", "Gradient norms rise towards the end, and more than without decay.",
        source: pitfall,
        .all([
          .difference(Contrast(Self.growth, Self.dose, minus: Self.none), atLeast: 0.2),
          .difference(
            Contrast("growth of gradient_norm, \(Self.dose) − 1") {
              $0[Self.dose, Self.growth] - 1
            },
            atLeast: 0.1),
        ]), controls: [exact]),
      Claim(
        "stable decay cures", "SWD leaves smaller gradient norms, at equal decay at the start.",
        source: cure, .difference(logarithm(Self.dose, minus: Self.start), atLeast: size),
        controls: [exact, startsAlike]),
      Claim(
        "at equal norm", "SWD leaves smaller gradients at equal norm of the weights.", source: cure,
        .difference(Self.atEqualNorm, atLeast: size), controls: [exact]),
      Claim(
        "at equal dose", "SWD leaves smaller gradient norms at equal decay in all.", source: cure,
        .difference(logarithm(Self.dose, minus: Self.equal), atLeast: size), controls: [exact]),
      Claim(
        "during training", "SWD penalizes large gradient norms during training.", source: cure,
        .difference(Contrast(Self.during, Self.dose, minus: Self.start), atLeast: size),
        controls: [exact, startsAlike]),
      Claim(
        "bad convergence", "Large gradient norms often indicate bad convergence.", source: pitfall,
        .difference(
          Contrast(
            .trainingLoss(classes: 75), Self.dose, minus: Self.none, isLogarithmic: true),
          atLeast: log(1.05)), controls: [placebo]),
      Claim(
        "bad generalization", "… and poor generalization: on the text and on the images.",
        source: pitfall,
        .all([
          .difference(Self.order(text, classes: 75, "text"), atLeast: 0.2),
          .difference(Self.order(images, classes: 10, "mlp-bn"), atLeast: 0.2),
        ])),
      Claim(
        "adaptive methods more",
        "It is a pitfall of adaptive learning rates: SGD has less of it.", source: pitfall,
        .difference(
          Contrast("log gradient_norm, (decoupled − none of Adam) − (L2 − none of SGD)") { seed in
            let norms = [Self.dose, Self.none, Self.slowDose, Self.slowNone].map {
              log(seed[$0, .gradientNorm])
            }
            return norms[0] - norms[1] - (norms[2] - norms[3])
          }, atLeast: size)),
      Claim(
        "by normalization",
        "Gradients follow the norm of the weights since layers are normalized: less so without.",
        source: "not claimed; the mechanism",
        .difference(Self.normalizationSlope, atLeast: 0.2)),
    ]
  }

  /// log‖g‖ of decoupled decay less that of stable decay where the final norms are equal, by a line
  /// through stable decay's own runs of the seed; of the weights that are decayed.
  private static var atEqualNorm: Contrast {
    Contrast("log decayed_gradient_norm at equal weight_norm, decoupled − stable") { seed in
      let points = [none, start, equal, beyond].map { arm in
        (x: log(seed[arm, .weightNorm]), y: log(seed[arm, .decayedGradientNorm]))
      }.sorted { $0.x < $1.x }
      let (x, y) = (
        log(seed[dose, .weightNorm]), log(seed[dose, .decayedGradientNorm])
      )
      guard let right = points.firstIndex(where: { $0.x >= x }), right > 0 else { return nil }
      let (a, b) = (points[right - 1], points[right])
      return y - (a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x))
    }
  }

  /// Kendall's τ over arms between the final gradient norm and the test error.
  private static func order(_ arms: [String], classes: Int, _ task: String) -> Contrast {
    Contrast(
      "τ of gradient_norm and test_error, \(task)",
      step: 2 / Double(arms.count * (arms.count - 1) / 2)
    ) { seed in
      kendallTau(
        arms.map { seed[$0, .gradientNorm] },
        arms.map { seed[$0, .testError(classes: classes)] })
    }
  }

  /// The slope of log‖g‖ on log‖w‖ over doses without batch norm, less that with it.
  private static var normalizationSlope: Contrast {
    Contrast("slope of log ‖g‖ on log ‖w‖, mlp − mlp-bn") { seed in
      let slopes = ["mlp", "mlp-bn"].map { network in
        let arms = imageArms.prefix(5).map { "\(network): \($0.name)" }
        return slope(
          of: arms.map { log(seed[$0, .decayedGradientNorm]) },
          on: arms.map { log(seed[$0, .weightNorm]) })
      }
      return slopes[0] - slopes[1]
    }
  }

  package func charts(of results: StudyResults) -> [any Chart] {
    let arms = [
      Self.none, Self.dose, Self.strong, Self.start, Self.equal, Self.corrected, Self.coupled,
    ]
    let pairs = [
      (Self.dose, Self.none), (Self.strong, Self.none), (Self.dose, Self.start),
      (Self.dose, Self.equal), (Self.slowDose, Self.slowNone),
    ]
    return [
      LineChart(
        title: "Norm of the gradient", subtitle: "over the steps, text", horizontalLabel: "step",
        curves: arms.map { .init(name: $0, points: results.course("gradient_norm", of: $0)) }),
      LineChart(
        title: "Norm of the weights", subtitle: "over the steps, text", horizontalLabel: "step",
        curves: arms.map { .init(name: $0, points: results.course("weight_norm", of: $0)) }),
      IntervalChart(
        title: "d log‖g‖ = d log(‖g‖ ‖w‖) − d log‖w‖",
        subtitle: "of decayed weights, at the end; mean and 95 %",
        rows: pairs.flatMap { Self.decomposition($0.0, $0.1, results) }),
    ]
  }

  private static func decomposition(
    _ first: String, _ second: String, _ results: StudyResults
  ) -> [IntervalChart.Row] {
    let parts: [(name: String, powers: (gradient: Double, weight: Double))] = [
      ("log‖g‖", (1, 0)), ("log(‖g‖ ‖w‖)", (1, 1)), ("−log‖w‖", (0, -1)),
    ]
    return parts.map { part in
      let contrast = Contrast(part.name) { seed in
        let (g, w) = (Quantity.decayedGradientNorm, Quantity.weightNorm)
        return part.powers.gradient * log(seed[first, g] / seed[second, g])
          + part.powers.weight * log(seed[first, w] / seed[second, w])
      }
      let estimate = contrast.evidence(in: results).estimate
      return IntervalChart.Row(
        name: "\(first) − \(second): \(part.name)", low: estimate.low, center: estimate.center,
        high: estimate.high)
    }
  }
}
