import Autodiff
import Components
import Foundation
import Optimization
package import Training

/// S9: whether measures of sharpness see what decay does, and those that don't depend on scale better.
package struct Sharpness: Study {
  package let card = StudyCard(
    number: 9, name: "sharpness", title: "Does sharpness see what decay does?", rows: [29, 30, 31],
    setting: [
      """
      The seven networks of early-decay (decay never, always, and in five windows of the run), with \
      batch norm and a falling rate: on 2,000 images with 20 % random labels, and on 4,000 with true \
      labels.
      """,
      """
      Of each, how much the training loss rises where the weights are moved in random directions: by a \
      fixed length of 0.5 (naive), or each weight by a tenth of its own norm (relative). These two were \
      chosen in advance; the others are shown. How well a measure orders the seven networks as the test \
      error does is Kendall's τ within a seed.
      """,
      """
      Adam with decoupled and with stable decay, each at the best λ of three by validation loss on the \
      grid seeds: which of them ends flatter. λ of the networks with true labels is chosen likewise.
      """,
    ],
    limits: [
      """
      Seven networks that differ in one thing, the timing of decay. That a measure orders networks of \
      different architectures, data or optimizers.
      """,
      "Causes: a measure can follow the dose of decay and nothing else, as the norm itself does.",
      "Measures of all of training: the curvatures are of 2,000 training examples.",
    ],
    quick: StudyBudget(seeds: 61...68, seconds: 120),
    full: StudyBudget(seeds: 61...76, seconds: 240))

  package init() {}

  /// The measures, naive ones first.
  enum Measure: String, CaseIterable {
    case fixed = "rise at radius 0.5"
    case trace = "trace"
    case curvature = "largest curvature"
    case relative = "rise at a tenth of each norm"
    case ascent = "rise uphill"
    case relativeTrace = "trace in units of norms"
    case relativeCurvature = "largest curvature in units of norms"

    var quantity: Quantity { Quantity(rawValue) }

    static let chosen = [fixed, relative]

    func value(of surface: LossSurface) -> Double {
      switch self {
      case .fixed: surface.rise(radius: 0.5, unit: .absolute)
      case .trace: surface.trace(unit: .absolute)
      case .curvature: surface.largestCurvature(unit: .absolute)
      case .relative: surface.rise(radius: 0.1, unit: .relative)
      case .ascent: surface.ascent(radius: 0.5)
      case .relativeTrace: surface.trace(unit: .relative)
      case .relativeCurvature: surface.largestCurvature(unit: .relative)
      }
    }
  }

  /// The relative rise after weights and ε were made longer, over that before.
  static let afterRescaling = Quantity(
    "relative rise, weights × 3 and ε × 9 / as they were")
  static let naiveAfterRescaling = Quantity("fixed rise, weights × 3 / as they were")

  private static let noisy = EarlyDecayArms.normalized
  private static let clean = EarlyDecayArms.clean
  private static let plain = EarlyDecayArms.plainConstant

  package func runs(after results: StudyResults) throws -> [StudyRun] {
    let images = try fashionImages()
    func arms(_ family: EarlyDecayArms?, _ measures: [Measure]) -> [NetworkArm] {
      guard let family else { return [] }
      return EarlyDecayArms.windows.map { Self.arm($0.name, of: family, measures, images) }
    }
    let compared =
      arms(Self.noisy, Measure.allCases) + arms(Self.clean(results), Measure.chosen)
      + arms(Self.plain, Measure.chosen)
    let choices =
      Form.allCases.flatMap { form in form.rates.map { form.arm($0, images) } }
      + Self.cleanRates.map { rate in
        var arm = Self.clean(decay: rate).arm("always", images)
        arm.name = Self.cleanChoice(rate)
        arm.records = 1
        return arm
      }
    let best = Form.allCases.compactMap { form in
      form.best(results).map { form.arm($0, images, named: form.rawValue) }
    }
    return results.gridSeeds.flatMap { seed in choices.map { $0.run(seed, isChoice: true) } }
      + results.seeds.flatMap { seed in (compared + best).map { $0.run(seed) } }
  }

  /// A network of which measures are taken at the end; of one the weights are made longer then.
  static func arm(
    _ window: String, of family: EarlyDecayArms, _ measures: [Measure], _ images: TrainingData
  ) -> NetworkArm {
    var arm = family.arm(window, images)
    let isRescaled = window == "always" && family.network == .batchNormalized
    arm.records = 1
    arm.inspect = { task, measurement in
      let surface = LossSurface(task)
      for measure in measures { measurement[measure.quantity] = measure.value(of: surface) }
      if isRescaled { Self.rescale(task, surface, &measurement) }
    }
    return arm
  }

  /// The λ of the networks with true labels that are tried on the grid seeds.
  private static let cleanRates = [2e-3, 6e-3, 2e-2]

  private static func cleanChoice(_ rate: Double) -> String { clean.name("always, λ = \(rate)") }

  /// The networks with true labels, once their λ is known.
  private static func clean(_ results: StudyResults) -> EarlyDecayArms? {
    guard let best = results.best(of: cleanRates.map(cleanChoice), by: .testLoss()) else {
      return nil
    }
    return cleanRates.first { cleanChoice($0) == best }.map(clean(decay:))
  }

  private static func clean(decay: Double) -> EarlyDecayArms {
    var family = clean
    family.decay = decay
    return family
  }

  /// The exact control: the same network with longer weights.
  private static func rescale(
    _ task: any TrainingTask, _ surface: LossSurface, _ measurement: inout Measurement
  ) {
    for weight in task.scaleInvariantWeights { weight.rescale(by: 3) }
    for (measure, quantity) in [
      (Measure.relative, afterRescaling), (.fixed, naiveAfterRescaling),
    ] {
      let before = measurement[measure.quantity] ?? .nan
      measurement[quantity] = measure.value(of: surface) / before
    }
  }
}

extension Sharpness {
  /// Adam's decays that are compared at their best.
  private enum Form: String, CaseIterable {
    case decoupled, stable

    var rates: [Double] { self == .decoupled ? [0.3, 1, 3] : [3e-3, 1e-2, 3e-2] }

    func name(_ rate: Double) -> String { "\(rawValue) \(rate)" }

    func arm(_ rate: Double, _ images: TrainingData, named name: String? = nil) -> NetworkArm {
      var arm = NetworkArm(
        name: name ?? self.name(rate),
        plan: TaskPlan(
          data: images, network: .batchNormalized, examples: 2_000, labelNoise: 0.2,
          hidden: [32, 32], batchSize: 50),
        composition: .adam(
          learningRate: .cosine(peak: 3e-3, steps: EarlyDecayArms.steps),
          decay: self == .decoupled ? .decoupled(rate) : .stable(rate)),
        steps: EarlyDecayArms.steps, records: 1)
      arm.inspect = { task, measurement in
        measurement[Measure.relative.quantity] = Measure.relative.value(of: LossSurface(task))
      }
      return arm
    }

    func best(_ results: StudyResults) -> Double? {
      let best = results.best(of: rates.map(name), by: .testLoss())
      return rates.first { name($0) == best }
    }
  }
}

extension Sharpness {
  package var claims: [Claim] {
    let both = [Self.noisy, Self.clean]
    let gates = both.map(\.gate)
    let source = "Bjorck et al., 2021, on sharpness"
    func orders(_ measure: Measure, minus other: Quantity? = nil) -> [Question] {
      both.map { .difference($0.order(measure.quantity, minus: other), atLeast: 0.2) }
    }
    let (relative, norm) = (Measure.relative.quantity, Quantity.weightNorm)
    let rescaled = Control(
      "longer weights are the same network",
      .exact([
        Condition(Self.afterRescaling.name, in: 0.999...1.001) {
          $0[Self.noisy.name("always"), Self.afterRescaling]
        },
        Condition(Self.naiveAfterRescaling.name, in: 0...0.9) {
          $0[Self.noisy.name("always"), Self.naiveAfterRescaling]
        },
      ]))
    let shuffled = Control(
      "errors dealt at random",
      .absent(Self.noisy.order(Measure.relative.quantity, isShuffled: true), within: 0.2))
    return [
      Claim(
        "the naive measure fails",
        "Traditional generalization metrics fail to capture the effect of weight decay.",
        source: source, .all(orders(.fixed).map { .not($0) }),
        controls: gates + [
          rescaled,
          Control(
            "it works without batch norm at a constant rate",
            .present(Self.plain.order(Measure.fixed.quantity), atLeast: 0.2)),
        ]),
      Claim(
        "the relative measure succeeds", "A simple scale-invariant metric can.", source: source,
        .all(orders(.relative)), controls: gates + [rescaled, shuffled]),
      Claim(
        "better than the naive one",
        "The scale-invariant metric captures it where the traditional one fails.", source: source,
        .all(orders(.relative, minus: Measure.fixed.quantity)), controls: gates + [rescaled]),
      Claim(
        "more than a proxy", "It says more than the norm, and more than the training loss.",
        source: "not claimed; asked of any such measure",
        .all([
          .difference(Self.noisy.order(relative, minus: norm), atLeast: 0.1),
          .difference(
            Self.noisy.order(relative, minus: .trainingLoss(), sign: -1), atLeast: 0.1),
        ]), controls: [Self.noisy.gate, rescaled]),
      Claim(
        "stable decay is flatter", "SWD learns flatter minima.",
        source: "Xie et al., 2023, public review page",
        .difference(
          Contrast(
            Measure.relative.quantity, Form.decoupled.rawValue, minus: Form.stable.rawValue,
            isLogarithmic: true), atLeast: log(1.1)), controls: [rescaled]),
    ]
  }

  package func charts(of results: StudyResults) -> [any Chart] {
    let quantities = Measure.allCases.map(\.quantity) + [.gradientNorm, .weightNorm]
    return [
      IntervalChart(
        title: "How well measures order networks",
        subtitle: "Kendall's τ with the test error, noisy labels; mean and 95 %",
        rows: quantities.map { quantity in
          let estimate = Self.noisy.order(quantity).evidence(in: results).estimate
          return .init(
            name: quantity.words, low: estimate.low, center: estimate.center, high: estimate.high)
        }, smallest: nil)
    ]
      + Measure.chosen.map { measure in
        ScatterChart(
          title: "Test error", subtitle: "noisy labels; a point for each network and seed",
          horizontalLabel: measure.rawValue,
          series: EarlyDecayArms.windows.map { window in
            LineChart.Curve(
              name: window.name,
              points: results.scatter(
                measure.quantity, .testError(), of: Self.noisy.name(window.name)))
          })
      }
  }
}

extension EarlyDecayArms {
  /// Kendall's τ over the windows between a measure and the test error; less that of another measure.
  fileprivate func order(
    _ measure: Quantity, minus other: Quantity? = nil, sign: Double = 1, isShuffled: Bool = false
  ) -> Contrast {
    let arms = Self.windows.map { name($0.name) }
    let task = name("").prefix { $0 != ":" }
    let rest = other.map { " − τ of \(sign < 0 ? "−" : "")\($0.words)" } ?? ""
    return Contrast(
      "τ of \(measure.words)\(rest), \(task)\(isShuffled ? ", errors shuffled" : "")",
      step: 2 / Double(arms.count * (arms.count - 1) / 2)
    ) { seed in
      var errors = arms.map { seed[$0, .testError()] }
      if isShuffled {
        var generator = SplitMix64(seed: seed.seed, stream: .directions)
        errors = generator.permutation(errors.count).map { errors[$0] }
      }
      let first = kendallTau(arms.map { seed[$0, measure] }, errors)
      guard let other else { return first }
      return first - sign * kendallTau(arms.map { seed[$0, other] }, errors)
    }
  }
}
