import Autodiff
import Components
import Foundation
import Optimization
package import Training

/// S12: whether decoupled decay has more rates that do well.
package struct TuningWidth: Study {
  package let card = StudyCard(
    number: 12, name: "tuning-width", title: "Is decoupled decay easier to tune?", rows: [36],
    setting: [
      """
      A perceptron (196-32-32-10) learns 1,000 images with 20 % of the labels replaced, 1,000 steps of Adam \
      along a cosine, at three learning rates, under L2, decoupled and stable decay with λ in half decades \
      over four decades, and without decay.
      """,
      """
      The width of gain is the number of decades of λ around the best in which the test loss is below that \
      without decay by at least half of the best gain, both ends between the rates by a straight line in \
      log λ. The cliff is as far as λ can be raised from where the final norm of the weights is 5 % \
      lower to where the loss is 2 % above that without decay. Both are means over the learning rates.
      """,
      "The control: under SGD without momentum L2 and decoupled decay are one algorithm.",
    ],
    limits: [
      "Other networks, and learning rates and λ tuned together by few trials, as people do.",
      "A loss on test images, 10,000 of them with true labels; a grid is coarser than half a decade.",
    ],
    quick: StudyBudget(seeds: 31...35, seconds: 150),
    full: StudyBudget(seeds: 31...42, seconds: 360))

  package init() {}

  private static let learningRates = [1e-3, 3e-3, 1e-2]
  private static let halfDecades = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1]
  private static let steps = 1_000

  /// A form of decay, with rates around where it does something.
  struct Form: Sendable {
    let name: String
    let factor: Double
    let decay: @Sendable (Double) -> any DecayPolicy

    var rates: [Double] { TuningWidth.halfDecades.map { factor * $0 } }
  }

  static let forms = [
    Form(name: "L2", factor: 1) { .l2($0) },
    Form(name: "decoupled", factor: 100) { .decoupled($0) },
    Form(name: "stable", factor: 1) { .stable($0) },
  ]

  private static func arm(_ form: String, _ learningRate: Double) -> String {
    "\(form), η = \(learningRate)"
  }

  package func runs(after results: StudyResults) throws -> [StudyRun] {
    let images = try DataSource.images.load(testShare: 0, seed: 0)
    let plan = TaskPlan(
      data: images, network: .perceptron, examples: 1_000, labelNoise: 0.2, hidden: [32, 32],
      batchSize: 50, evaluation: .testAndUnused)
    return results.seeds.flatMap { seed in
      Self.forms.flatMap { form in
        Self.learningRates.map { learningRate in
          StudyRun(arm: Self.arm(form.name, learningRate), seed: seed) { goOn in
            try Self.scan(plan, form, seed: seed, goOn: goOn) { decay in
              .adam(
                learningRate: .cosine(peak: learningRate, steps: Self.steps), decay: decay)
            }
          }
        }
      }
        + Self.forms.prefix(2).map { form in
          StudyRun(arm: "SGD, \(form.name)", seed: seed) { goOn in
            // One unit for both: here they are one algorithm.
            let form = Form(name: form.name, factor: 1, decay: form.decay)
            return try Self.scan(plan, form, seed: seed, goOn: goOn) { decay in
              .sgd(learningRate: .cosine(peak: 0.1, steps: Self.steps), decay: decay)
            }
          }
        }
    }
  }

  static let width = Quantity("width of gain", worst: .infinity)
  static let cliff = Quantity("cliff distance", worst: .infinity)
  static let gain = Quantity("best gain")
  static func loss(_ rate: Double) -> Quantity { Quantity("test loss, λ = \(rate)") }

  /// Trains at every rate, and measures the curve of the loss over them.
  static func scan(
    _ plan: TaskPlan, _ form: Form, steps: Int = steps, seed: UInt64, goOn: (Double) -> Bool,
    _ composition: (any DecayPolicy) -> Composition
  ) throws -> Measurement? {
    let worst = log(10.0)
    var measurement = Measurement()
    var points: [(loss: Double, norm: Double)] = []
    for (index, rate) in ([0] + form.rates).enumerated() {
      var task = try plan.makeTask(seed: seed)
      let run = TrainingRun(
        composition: composition(rate > 0 ? form.decay(rate) : .none), steps: steps,
        recordInterval: steps)
      let result = try run.train(&task) { event in
        guard case .progress(let share) = event else { return true }
        return goOn((Double(index) + share) / Double(form.rates.count + 1))
      }
      if result.ending == .interrupted { return nil }
      let last = result.records.last
      let loss = last.map { $0.testLoss.isFinite ? Swift.min($0.testLoss, worst) : worst } ?? worst
      points.append((loss, last?.weightNorm ?? 0))
      measurement[self.loss(rate)] = loss
    }
    let curve = DecayCurve(
      places: form.rates.map { log10($0) }, losses: points.dropFirst().map(\.loss),
      norms: points.dropFirst().map(\.norm), plain: points[0])
    measurement[width] = curve.widthOfGain
    measurement[cliff] = curve.cliffDistance
    measurement[gain] = curve.bestGain
    return measurement
  }

  package var claims: [Claim] {
    let source = "Bjorck et al., 2021, on easier hyperparameter tuning"
    return [
      Claim(
        "decoupled is wider", "Decoupled decay facilitates easier hyperparameter tuning than L2.",
        source: source, .difference(difference(Self.width, "decoupled", "L2"), atLeast: 0.5),
        controls: [decayHelps, oneAlgorithm]),
      Claim(
        "decoupled has a farther cliff",
        "Decoupled decay leaves more room between too little and too much.",
        source: source, .difference(difference(Self.cliff, "decoupled", "L2"), atLeast: 0.5),
        controls: [oneAlgorithm]),
      Claim(
        "stable is wider than L2", "Stable decay is robust to the choice of hyper-parameters.",
        source: "Xie et al., 2023, public page of the paper",
        .difference(difference(Self.width, "stable", "L2"), atLeast: 0.5), controls: [decayHelps]),
      Claim(
        "stable is wider than decoupled",
        "Stable decay is robust to the choice of hyper-parameters.",
        source: "Xie et al., 2023, public page of the paper",
        .difference(difference(Self.width, "stable", "decoupled"), atLeast: 0.5),
        controls: [decayHelps]),
    ]
  }

  private static func mean(_ quantity: Quantity, _ form: String, _ seed: Reading) -> Double {
    let values = learningRates.map { seed[arm(form, $0), quantity] }
    return values.reduce(0, +) / Double(values.count)
  }

  private func difference(_ quantity: Quantity, _ first: String, _ second: String) -> Contrast {
    Contrast("\(quantity.words), \(first) − \(second)", unit: "decades") { seed in
      Self.mean(quantity, first, seed) - Self.mean(quantity, second, seed)
    }
  }

  private var decayHelps: Control {
    Control(
      "decay helps",
      .gate(
        Contrast("smallest best gain of the forms", unit: "% of the loss") { seed in
          Self.forms.map { 100 * Self.mean(Self.gain, $0.name, seed) }.min()
        }, atLeast: 1))
  }

  private var oneAlgorithm: Control {
    Control(
      "one algorithm under SGD",
      .absent(
        Contrast("width of gain, SGD, decoupled − L2", unit: "decades") { seed in
          seed["SGD, decoupled", Self.width] - seed["SGD, L2", Self.width]
        }, within: 0.25))
  }

  package var shown: [Quantity] { [Self.width, Self.cliff, Self.gain] }

  package func charts(of results: StudyResults) -> [any Chart] {
    let curves = Self.learningRates.map { learningRate in
      LineChart(
        title: "Test loss, η = \(learningRate)", subtitle: "over the rate of decay",
        horizontalLabel: "log₁₀ λ; decoupled: log₁₀ (λ/100)",
        curves: Self.forms.map { form in
          LineChart.Curve(
            name: form.name,
            points: form.rates.compactMap { rate in
              results.point(
                Self.loss(rate), of: Self.arm(form.name, learningRate),
                at: log10(rate / form.factor))
            })
        })
    }
    let grids = Self.forms.map { form in
      results.heatMap(
        "Test loss, \(form.name)", "η down, λ across; the lower, the darker",
        rows: Self.learningRates, columns: form.rates
      ) { (Self.loss($1), Self.arm(form.name, $0)) }
    }
    return curves + grids
  }
}
