import Autodiff
import Components
import Foundation
import Optimization
package import Training

/// S4: whether the best rate of decay is inverse to the length of training.
package struct TrainingLength: Study {
  package let card = StudyCard(
    number: 4, name: "training-length",
    title: "Is the best rate of decay inverse to the length of training?", rows: [17],
    setting: [
      """
      For each length and seed a network is trained at λ in half decades and without decay; the best λ is \
      where a parabola through five points around the smallest test loss has its minimum, over log λ. The \
      slope of log λ on log length is −1 if the best rate is inverse to the length.
      """,
      """
      Clean: a perceptron with batch norm (196-32-32-10), 4,000 images, SGD with momentum and stable decay, \
      learning rate 0.02 along a cosine: the paper's regime, and the verdict on its claim. Noisy: 2,000 \
      images with 20 % of the labels replaced, learning rate 0.1, and in the full form 0.005, too, with λ half \
      a decade larger. One pass: the next character of a novel under Adam with decoupled decay, learning rate \
      3e-3 along a line; a length is a number of steps.
      """,
      """
      A length counts only if no decay and the largest λ are both worse than the best by over 1 % of the \
      loss, on grid seeds; a seed with fewer than three such lengths has no slope.
      """,
      """
      The second form of the paper's figure: clean, trained c/λ epochs, c such that 16 epochs have their best \
      λ on the grid seeds. And the mechanism: twice the learning rate for half the epochs.
      """,
    ],
    limits: [
      "Lengths of hundreds of epochs, augmentation, and networks that fit all their training images.",
      "One pass of 8,000 steps: at all rates it would take as many as the other lengths together.",
      """
      Where training is c/λ epochs long, less decay is more training: that the error falls with it says \
      little about decay.
      """,
    ],
    quick: StudyBudget(seeds: 49...52, seconds: 230),
    full: StudyBudget(seeds: 49...56, seconds: 1_100))

  package init() {}

  package func runs(after results: StudyResults) throws -> [StudyRun] {
    let images = try DataSource.images.load(testShare: 0, seed: 0)
    let novel = try DataSource.novel.load(testShare: 0.1, seed: 0)
    let gridSeeds = results.gridSeeds.prefix(results.form == .quick ? 1 : 2)
    var runs: [StudyRun] = []
    for regime in Regime.all {
      let plan = regime.plan(images: images, novel: novel)
      for length in regime.lengths(results.form) {
        let arm = regime.arm(length)
        runs += gridSeeds.map { regime.run(arm, length, plan, seed: $0) }
        guard let counts = regime.counts(arm, results, gridSeeds) else { continue }
        runs += results.seeds.map { regime.run(arm, length, plan, seed: $0, counts: counts) }
      }
    }
    let clean = Regime.clean
    let plan = clean.plan(images: images, novel: novel)
    for (arm, length, factor) in [(Self.plainArm, 16, 1.0), (Self.doubledArm, 8, 2)] {
      runs += results.seeds.map {
        clean.run(arm, length, plan, seed: $0, learningRateFactor: factor)
      }
    }
    if let best = results.mean(Regime.best, of: clean.arm(16), over: Array(gridSeeds)) {
      for length in Self.figureLengths(results.form) {
        let rate = pow(10, best) * 16 / Double(length)
        runs += results.seeds.map { seed in
          StudyRun(
            arm: Self.figureArm(length), seed: seed, plan, clean.training(length, rate),
            values: [.chosenRate: rate])
        }
      }
    }
    return runs
  }

  private static let plainArm = "mechanism, η, 16 epochs"
  private static let doubledArm = "mechanism, 2η, 8 epochs"
  private static func figureArm(_ length: Int) -> String { "c/λ, \(length) epochs" }
  private static func figureLengths(_ form: StudyForm) -> [Int] {
    [2, 4, 8, 16, 32] + (form == .full ? [64] : [])
  }

  package var claims: [Claim] {
    Regime.all.flatMap { regime in
      [
        Claim(
          "inverse, \(regime.name)",
          "The optimal weight decay is approximately inverse to the number of epochs.",
          source: regime.source, .equality(regime.slope(plus: 1), within: 0.5),
          controls: regime.isThere),
        Claim(
          "falls, \(regime.name)", "The optimal weight decay falls with the number of epochs.",
          source: regime.source, .difference(regime.slope(sign: -1), atLeast: 0.2),
          controls: regime.isThere),
      ]
    } + [
      Claim(
        "c/λ epochs",
        "With c/λ epochs, decreasing weight decay monotonically decreases the test error.",
        source: "Xie et al., 2023, Figure 2",
        .difference(
          Contrast("slope of test error on log₁₀ λ", unit: "points a decade") { seed in
            let arms = Self.figureLengths(seed.form).map(Self.figureArm)
            return slope(
              of: arms.map { 100 * seed[$0, .testError()] },
              on: arms.map { log10(seed[$0, .chosenRate]) })
          }, atLeast: 1)),
      Claim(
        "the sum of rates decides",
        "Twice the learning rate for half the epochs has the same best rate of decay.",
        source: "Wang and Aitchison, 2024, on the timescale of decay",
        .equality(
          Contrast("log₁₀ λ, 2η for 8 epochs − η for 16 epochs") {
            $0[Self.doubledArm, Regime.best] - $0[Self.plainArm, Regime.best]
          }, within: 0.3)),
    ]
  }

  package func charts(of results: StudyResults) -> [any Chart] {
    Regime.all.flatMap { regime -> [any Chart] in
      let lengths = regime.lengths(results.form)
      if lengths.isEmpty { return [] }
      return [
        LineChart(
          title: "Test loss, \(regime.name)", subtitle: "a curve for each length in \(regime.unit)",
          horizontalLabel: "log₁₀ λ",
          curves: lengths.map { length in
            LineChart.Curve(
              name: "\(length)",
              points: regime.rates.compactMap { rate in
                results.point(Regime.loss(rate), of: regime.arm(length), at: log10(rate))
              })
          }),
        results.heatMap(
          "Test loss, \(regime.name)", "\(regime.unit) down, λ across; the lower, the stronger",
          rows: lengths, columns: regime.rates
        ) { (Regime.loss($1), regime.arm($0)) },
      ]
    }
  }
}

/// What is trained for how long.
struct Regime: Sendable {
  let name: String
  let unit: String
  let source: String
  let rates: [Double]
  let learningRate: Double
  let quick: [Int]
  /// The lengths of the full form alone.
  let others: [Int]

  private static let halfDecades = [3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3]
  static let clean = Regime(
    name: "clean", unit: "epochs", source: "Xie et al., 2023, Figure 2, in its regime",
    rates: halfDecades, learningRate: 0.02, quick: [4, 8, 16, 32], others: [64])
  static let all = [
    clean,
    Regime(
      name: "noisy", unit: "epochs", source: "Xie et al., 2023, Figure 2, with label noise",
      rates: halfDecades, learningRate: 0.1, quick: [5, 10, 20, 40], others: [80]
    ),
    // Up to λ = 1 a step takes about as much as up to 0.3 in the clean regime.
    Regime(
      name: "noisy, η = 0.005", unit: "epochs",
      source: "Xie et al., 2023, Figure 2, with label noise at a small learning rate",
      rates: halfDecades.dropFirst() + [1], learningRate: 0.005, quick: [],
      others: [5, 10, 20, 40, 80]
    ),
    Regime(
      name: "one pass", unit: "steps", source: "Xie et al., 2023, Figure 2, without repetition",
      rates: [0.03, 0.1, 0.3, 1, 3], learningRate: 3e-3, quick: [500, 1_000, 2_000],
      others: [4_000]),
  ]

  private var isText: Bool { unit == "steps" }
  private var isNoisy: Bool { name.hasPrefix("noisy") }

  func lengths(_ form: StudyForm) -> [Int] { quick + (form == .full ? others : []) }

  func arm(_ length: Int) -> String { "\(name), \(length) \(unit)" }

  /// log₁₀ of the best rate; the loss at a rate; whether the length counts.
  static let best = Quantity("log10 of the best rate")
  static let counts = Quantity("length counts")
  static func loss(_ rate: Double) -> Quantity { Quantity("test loss, λ = \(rate)") }

  func plan(images: TrainingData, novel: TrainingData) -> TaskPlan {
    if isText { return TaskPlan(data: novel) }
    return TaskPlan(
      data: images, network: .batchNormalized, examples: isNoisy ? 2_000 : 4_000,
      labelNoise: isNoisy ? 0.2 : 0, hidden: [32, 32], batchSize: 50,
      evaluation: .testAndUnused)
  }

  /// The training of a length at a rate.
  func training(_ length: Int, _ rate: Double, learningRateFactor factor: Double = 1) -> TrainingRun
  {
    let stepsPerEpoch = isText ? 1 : isNoisy ? 40 : 80
    let steps = length * stepsPerEpoch
    let peak = learningRate * factor
    let composition: Composition =
      isText
      ? .adamw(learningRate: .linear(from: peak, steps: steps), weightDecay: rate)
      : .sgds(learningRate: .cosine(peak: peak, steps: steps), weightDecay: rate)
    return TrainingRun(composition: composition, steps: steps, recordInterval: steps)
  }

  /// A run at all rates.
  func run(
    _ arm: String, _ length: Int, _ plan: TaskPlan, seed: UInt64, counts: Bool = true,
    learningRateFactor factor: Double = 1
  ) -> StudyRun {
    StudyRun(arm: arm, seed: seed) { goOn in
      var measurement = Measurement()
      let worst = log(Double(plan.data.classCount))
      for (index, rate) in ([0] + rates).enumerated() {
        var task = try plan.makeTask(seed: seed)
        let result = try training(length, rate, learningRateFactor: factor).train(&task) { event in
          guard case .progress(let share) = event else { return true }
          return goOn((Double(index) + share) / Double(rates.count + 1))
        }
        if result.ending == .interrupted { return nil }
        let loss = result.records.last?.testLoss ?? worst
        measurement[Self.loss(rate)] = loss.isFinite ? Swift.min(loss, worst) : worst
      }
      let losses = rates.map { measurement[Self.loss($0)] ?? worst }
      measurement[Self.best] = lowestPoint(of: losses, at: rates.map { log10($0) })
      measurement[Self.counts] = counts ? 1 : 0
      return measurement
    }
  }

  /// Whether a length says where its best rate is; nil where the runs of the grid are missing.
  func counts(_ arm: String, _ results: StudyResults, _ seeds: ArraySlice<UInt64>) -> Bool? {
    let losses = ([0] + rates).compactMap {
      results.mean(Self.loss($0), of: arm, over: Array(seeds))
    }
    guard losses.count == rates.count + 1, let best = losses.min() else { return nil }
    return losses[0] > 1.01 * best && losses[losses.count - 1] > 1.01 * best
  }

  /// That the regime is trained at all, where only the full form does.
  var isThere: [Control] {
    guard quick.isEmpty, let length = others.last else { return [] }
    return [
      Control(
        "\(name) is trained by --full",
        .exact([Condition("a length counts", in: 0...1) { $0[arm(length), Self.counts] }]))
    ]
  }

  /// The slope of log λ on log length, turned and moved.
  func slope(sign: Double = 1, plus shift: Double = 0) -> Contrast {
    let name = (sign < 0 ? "−" : "") + "slope of log λ on log length" + (shift > 0 ? " + 1" : "")
    return Contrast("\(name), \(self.name)") { seed in
      let lengths = lengths(seed.form).filter { seed[arm($0), Self.counts] == 1 }
      if lengths.count < 3 { return nil }
      return shift + sign
        * Training.slope(
          of: lengths.map { seed[arm($0), Self.best] }, on: lengths.map { log10(Double($0)) })
    }
  }
}
