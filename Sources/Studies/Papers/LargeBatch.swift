import Autodiff
import Components
import Foundation
import Optimization
package import Training

/// S5: whether a larger batch wants a larger rate of decay rather than of learning.
package struct LargeBatch: Study {
  package let card = StudyCard(
    number: 5, name: "large-batch",
    title: "Does a larger batch want more decay, or a larger learning rate?", rows: [18],
    setting: [
      """
      A perceptron with batch norm (196-32-32-10) learns 2,000 images with 20 % of the labels replaced, 50 \
      epochs of AdamS, learning rate 3e-3 and a tenth of it after 40 % and 80 % of the steps, batch 25, λ with the lowest loss on the unused images on seeds \
      201 and 202. Then the batch is 16 times as large, and η and λ are multiplied: (1, 16) is λ × 16. The \
      error is measured on 10,000 images with true labels.
      """,
      "AdamW, with a λ of its own, at (1, 1) and (1, 16). As a control (1, 1) and (1, 16) with as many steps "
        + "as the small batch takes: then λ × 1 must be better.",
      "In the full form the same, without AdamW and without that control, of AdamS at a learning rate of "
        + "1e-3, the paper's, and of SGDS with momentum 0.9 at 0.1.",
    ],
    limits: [
      """
      A batch of 400 takes 250 steps in 50 epochs, and doesn't converge in them: the paper's runs do. Look at \
      the training loss before the verdicts.
      """,
      "The paper's factor is 128, from a batch of 128; here it is 16, from a batch of 25.",
    ],
    quick: StudyBudget(seeds: 81...88, seconds: 200),
    full: StudyBudget(seeds: 81...96, seconds: 700))

  package init() {}

  private static let small = 25
  private static let factor = 16
  private static let epochs = 50
  private static let examples = 2_000

  /// An optimizer, and what the large batch is compared at.
  private struct Start: Sendable {
    /// What tells its arms and claims from those of the first; nothing there.
    let name: String
    let learningRate: Double
    var isSGD = false

    /// What η and λ are multiplied by.
    let multiples: [(rate: Int, decay: Int)]

    let decays: [Double]

    static let few = [(1, 1), (1, 4), (1, 16), (1, 64), (4, 1), (16, 1)]
    static let first = Start(
      name: "", learningRate: 3e-3, multiples: few + [(4, 4), (4, 16), (16, 4)],
      decays: [1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3])
    static let all = [
      first,
      Start(
        name: "η = 1e-3", learningRate: 1e-3, multiples: few,
        decays: [1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3]),
      Start(
        name: "SGDS", learningRate: 0.1, isSGD: true, multiples: few,
        decays: [3e-4, 1e-3, 3e-3, 1e-2, 3e-2]),
    ]

    /// The others are started from in the full form only.
    static func started(in form: StudyForm) -> [Start] { form == .full ? all : [first] }

    func name(_ own: String) -> String { name.isEmpty ? own : "\(name): \(own)" }
    func arm(_ rate: Int, _ decay: Int) -> String { name("(\(rate), \(decay))") }
    var none: String { name("batch 25, none") }
    var grid: RateGrid {
      RateGrid(name("batch 25, \(isSGD ? "SGDS" : "AdamS")"), decays, zero: none, by: .testLoss())
    }

    func run(_ rate: Int, _ decay: any DecayPolicy, batch: Int) -> TrainingRun {
      LargeBatch.run(learningRate * Double(rate), decay, batch: batch, isSGD: isSGD)
    }
  }

  private let decoupled = RateGrid(
    "batch 25, AdamW", [0.1, 0.3, 1, 3, 10, 30], zero: Start.first.none, by: .testLoss())

  package func runs(after results: StudyResults) throws -> [StudyRun] {
    let images = try DataSource.images.load(testShare: 0, seed: 0)
    func plan(_ batch: Int, _ evaluation: TaskPlan.Evaluation) -> TaskPlan {
      TaskPlan(
        data: images, network: .batchNormalized, examples: Self.examples, labelNoise: 0.2,
        hidden: [32, 32], batchSize: batch, evaluation: evaluation)
    }
    func run(
      _ arm: String, _ seed: UInt64, _ batch: Int, _ run: TrainingRun, _ choice: RateGrid.Choice?
    ) -> StudyRun {
      let isGrid = results.gridSeeds.contains(seed)
      return StudyRun(
        arm: arm, seed: seed, plan(batch, isGrid ? .validation : .testAndUnused), run,
        values: choice?.values ?? [:])
    }
    let (small, large) = (Self.small, Self.small * Self.factor)
    var runs: [StudyRun] = []
    for start in Start.started(in: results.form) {
      let grid = start.grid
      for seed in results.gridSeeds {
        runs.append(run(start.none, seed, small, start.run(1, .none, batch: small), nil))
        runs += grid.rates(after: results).map {
          run(grid.arm($0), seed, small, start.run(1, .stable($0), batch: small), nil)
        }
      }
      guard let best = grid.choice(in: results) else { continue }
      for seed in results.seeds {
        runs.append(
          run(grid.name, seed, small, start.run(1, .stable(best.rate), batch: small), best))
        runs.append(run(start.none, seed, small, start.run(1, .none, batch: small), best))
        runs += start.multiples.map { rate, decay in
          let policy: StableWeightDecay = .stable(best.rate * Double(decay))
          return run(
            start.arm(rate, decay), seed, large, start.run(rate, policy, batch: large), best)
        }
      }
    }
    let first = Start.first
    for seed in results.gridSeeds {
      runs += decoupled.rates(after: results).map {
        run(decoupled.arm($0), seed, small, first.run(1, .decoupled($0), batch: small), nil)
      }
    }
    guard let stable = first.grid.choice(in: results), let other = decoupled.choice(in: results)
    else { return runs }
    for decay in [1, Self.factor] {
      let name = first.arm(1, decay)
      runs += results.seeds.map {
        run(
          "AdamW \(name)", $0, large,
          first.run(1, .decoupled(other.rate * Double(decay)), batch: large), other)
      }
      // The dearest runs, and a large effect.
      runs += results.seeds.prefix(3).map {
        run(
          "\(name), equal steps", $0, large,
          first.run(1, .stable(stable.rate * Double(decay)), batch: small), stable)
      }
    }
    return runs
  }

  /// A run with as many steps as a batch size gives in 50 epochs.
  static func run(
    _ learningRate: Double, _ decay: any DecayPolicy, batch: Int, isSGD: Bool = false
  ) -> TrainingRun {
    let steps = epochs * examples / batch
    let schedule = MultiStepDecay.multiStep(
      peak: learningRate, factor: 0.1, after: [steps * 2 / 5, steps * 4 / 5])
    var composition: Composition =
      isSGD ? .sgd(learningRate: schedule, momentum: 0.9) : .adam(learningRate: schedule)
    composition.decay = decay
    return TrainingRun(
      composition: composition, steps: steps, recordInterval: Swift.max(1, steps / 5))
  }

  package var claims: [Claim] {
    Start.all.flatMap(claims(of:)) + [
      Claim(
        "AdamS in large batches", "AdamS improves on AdamW in large-batch training.",
        source: "Xie et al., 2023, abstract",
        .all([
          .difference(.points("AdamW (1, 1)", minus: "(1, 1)"), atLeast: 1),
          .difference(.points("AdamW (1, 16)", minus: "(1, 16)"), atLeast: 1),
        ]), controls: [decayHelps(.first)])
    ]
  }

  private func claims(of start: Start) -> [Claim] {
    let source = "Xie et al., 2023, Figure 3"
    let best = start.arm(1, 16)
    let gate = decayHelps(start)
    // What only the full form has must not be asked of nothing.
    let (equal, isThere) =
      start.name.isEmpty ? ([equalSteps], []) : ([], [start.grid.control])
    return [
      Claim(
        start.name("decay × k is best"),
        "For a batch k times as large, λ × k has the lowest test error.", source: source,
        .all(
          [start.arm(1, 4), start.arm(1, 64)].flatMap { other in
            [
              .difference(.points(other, minus: best), atLeast: 1),
              .difference(Contrast(.testLoss(), other, minus: best), atLeast: 0.02),
            ]
          }), controls: [gate] + equal + [start.grid.control]),
      Claim(
        start.name("a larger η harms convergence"),
        "Even slightly increasing the learning rate is harmful to optimization convergence.",
        source: source,
        .difference(
          Contrast(.trainingLoss(), start.arm(4, 1), minus: start.arm(1, 1), isLogarithmic: true),
          atLeast: 0.05), controls: isThere),
      Claim(
        start.name("η × k is invalid"),
        "Scaling the learning rate by k is worse than scaling λ by k.", source: source,
        .difference(.points(start.arm(16, 1), minus: best), atLeast: 1),
        controls: [gate] + isThere),
    ]
  }

  private func decayHelps(_ start: Start) -> Control {
    Control(
      start.name("decay helps with the small batch"),
      .gate(.points(start.none, minus: start.grid.name), atLeast: 0.5))
  }

  private var equalSteps: Control {
    Control(
      "with equal steps λ × 1 is better",
      .present(
        .points("(1, 16), equal steps", minus: "(1, 1), equal steps"), atLeast: 0.5))
  }

  package var shown: [Quantity] { [.testError(), .testLoss(), .trainingLoss(), .weightNorm] }

  package func charts(of results: StudyResults) -> [any Chart] {
    let (rates, decays) = ([1, 4, 16], [1, 4, 16, 64])
    let quantities = [("Test error", Quantity.testError()), ("Training loss", .trainingLoss())]
    return Start.started(in: results.form).flatMap { start in
      quantities.flatMap { title, quantity -> [any Chart] in
        [
          LineChart(
            title: start.name(title),
            subtitle: "batch 400, after 50 epochs; a curve for each multiple of η",
            horizontalLabel: "log₂ of the multiple of λ",
            curves: rates.map { rate in
              LineChart.Curve(
                name: "η × \(rate)",
                points: decays.compactMap { decay in
                  results.point(quantity, of: start.arm(rate, decay), at: log2(Double(decay)))
                })
            }),
          results.heatMap(
            start.name(title), "multiples of η down, of λ across; the lower, the stronger",
            rows: rates, columns: decays
          ) { (quantity, start.arm($0, $1)) },
        ]
      }
    }
  }
}
