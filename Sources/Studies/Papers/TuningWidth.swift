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
      """
      In the full form the same on six of the seeds for a network that reads a novel in one pass, 64 and 64 with \
      layer norm, 1,000 steps of 64 places.
      """,
      "The control: under SGD without momentum L2 and decoupled decay are one algorithm.",
    ],
    limits: [
      "Other networks, and learning rates and λ tuned together by few trials, as people do.",
      "A loss on test images, 10,000 of them with true labels; a grid is coarser than half a decade.",
    ],
    quick: StudyBudget(seeds: 43...47, seconds: 150),
    full: StudyBudget(seeds: 43...54, seconds: 850))

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

  /// What is learned.
  enum Subject: String, CaseIterable {
    case images = "mlp"
    case text

    func plan() throws -> TaskPlan {
      switch self {
      case .images:
        TaskPlan(
          data: try DataSource.images.load(testShare: 0, seed: 0), network: .perceptron,
          examples: 1_000, labelNoise: 0.2, hidden: [32, 32], batchSize: 50,
          evaluation: .testAndUnused)
      case .text: TaskPlan(data: try DataSource.novel.load(testShare: 0.1, seed: 0))
      }
    }

    /// The seeds that it is learned from.
    func seeds(of results: StudyResults) -> ArraySlice<UInt64> {
      results.seeds.prefix(self == .images ? results.seeds.count : results.form == .full ? 6 : 0)
    }

    /// What is its own, such as an arm or a claim; of the images the name alone.
    func name(_ name: String) -> String { self == .images ? name : "\(rawValue): \(name)" }

    func arm(_ form: String, _ learningRate: Double) -> String {
      name("\(form), η = \(learningRate)")
    }
  }

  package func runs(after results: StudyResults) throws -> [StudyRun] {
    let scans = try Subject.allCases.flatMap { subject in
      let plan = try subject.plan()
      return subject.seeds(of: results).flatMap { seed in
        Self.forms.flatMap { form in
          Self.learningRates.map { learningRate in
            StudyRun(arm: subject.arm(form.name, learningRate), seed: seed) { goOn in
              try Self.scan(plan, form, seed: seed, goOn: goOn) { decay in
                .adam(
                  learningRate: .cosine(peak: learningRate, steps: Self.steps), decay: decay)
              }
            }
          }
        }
      }
    }
    let images = try Subject.images.plan()
    let controls = results.seeds.flatMap { seed in
      Self.forms.prefix(2).map { form in
        StudyRun(arm: "SGD, \(form.name)", seed: seed) { goOn in
          // One unit for both: here they are one algorithm.
          let form = Form(name: form.name, factor: 1, decay: form.decay)
          return try Self.scan(images, form, seed: seed, goOn: goOn) { decay in
            .sgd(learningRate: .cosine(peak: 0.1, steps: Self.steps), decay: decay)
          }
        }
      }
    }
    return scans + controls
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
    let worst = log(Double(plan.data.classCount))
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

  package var claims: [Claim] { Subject.allCases.flatMap(claims(of:)) }

  private func claims(of subject: Subject) -> [Claim] {
    let source = "Bjorck et al., 2021, on easier hyperparameter tuning"
    let page = "Xie et al., 2023, public page of the paper"
    let helps = decayHelps(subject)
    var controls: [Control] = []
    if subject == .text {
      controls.append(
        Control(
          "the text is read by --full",
          .exact([
            Condition("best gain", in: 0...1) {
              $0[subject.arm("L2", Self.learningRates[0]), Self.gain]
            }
          ])))
    }
    func difference(_ quantity: Quantity, _ first: String, _ second: String) -> Question {
      let name = subject.name("\(quantity.words), \(first) − \(second)")
      return .difference(
        Contrast(name, unit: "decades") { seed in
          Self.mean(quantity, first, subject, seed) - Self.mean(quantity, second, subject, seed)
        }, atLeast: 0.5)
    }
    return [
      Claim(
        subject.name("decoupled is wider"),
        "Decoupled decay facilitates easier hyperparameter tuning than L2.", source: source,
        difference(Self.width, "decoupled", "L2"), controls: controls + [helps, oneAlgorithm]),
      Claim(
        subject.name("decoupled has a farther cliff"),
        "Decoupled decay leaves more room between too little and too much.", source: source,
        difference(Self.cliff, "decoupled", "L2"), controls: controls + [oneAlgorithm]),
      Claim(
        subject.name("stable is wider than L2"),
        "Stable decay is robust to the choice of hyper-parameters.", source: page,
        difference(Self.width, "stable", "L2"), controls: controls + [helps]),
      Claim(
        subject.name("stable is wider than decoupled"),
        "Stable decay is robust to the choice of hyper-parameters.", source: page,
        difference(Self.width, "stable", "decoupled"), controls: controls + [helps]),
    ]
  }

  /// The mean over the learning rates.
  private static func mean(
    _ quantity: Quantity, _ form: String, _ subject: Subject, _ seed: Reading
  ) -> Double {
    let values = learningRates.map { seed[subject.arm(form, $0), quantity] }
    return values.reduce(0, +) / Double(values.count)
  }

  private func decayHelps(_ subject: Subject) -> Control {
    Control(
      subject.name("decay helps"),
      .gate(
        Contrast(subject.name("smallest best gain of the forms"), unit: "% of the loss") { seed in
          Self.forms.map { 100 * Self.mean(Self.gain, $0.name, subject, seed) }.min()
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
    let subjects = Subject.allCases.filter { !$0.seeds(of: results).isEmpty }
    let curves = subjects.flatMap { subject in
      Self.learningRates.map { learningRate in
        LineChart(
          title: subject.name("Test loss, η = \(learningRate)"),
          subtitle: "over the rate of decay",
          horizontalLabel: "log₁₀ λ; decoupled: log₁₀ (λ/100)",
          curves: Self.forms.map { form in
            LineChart.Curve(
              name: form.name,
              points: form.rates.compactMap { rate in
                results.point(
                  Self.loss(rate), of: subject.arm(form.name, learningRate),
                  at: log10(rate / form.factor))
              })
          })
      }
    }
    let grids = subjects.flatMap { subject in
      Self.forms.map { form in
        results.heatMap(
          subject.name("Test loss, \(form.name)"),
          "η down, λ across; the lower, the stronger",
          rows: Self.learningRates, columns: form.rates
        ) { (Self.loss($1), subject.arm(form.name, $0)) }
      }
    }
    return curves + grids
  }
}
