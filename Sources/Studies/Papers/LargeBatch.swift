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
    ],
    limits: [
      """
      A batch of 400 takes 250 steps in 50 epochs, and doesn't converge in them: the paper's runs do. Look at \
      the training loss before the verdicts.
      """,
      "The paper's factor is 128, from a batch of 128; here it is 16, from a batch of 25.",
      "The paper's learning rate of 1e-3, and SGD.",
    ],
    quick: StudyBudget(seeds: 61...68, seconds: 200),
    full: StudyBudget(seeds: 61...76, seconds: 400))

  package init() {}

  private static let small = 25
  private static let factor = 16
  private static let epochs = 50
  private static let examples = 2_000

  /// What η and λ are multiplied by.
  private static let multiples = [
    (1, 1), (1, 4), (1, 16), (1, 64), (4, 1), (4, 4), (4, 16), (16, 1), (16, 4),
  ]

  private static func arm(_ rate: Int, _ decay: Int) -> String { "(\(rate), \(decay))" }

  private let stable = RateGrid(
    "batch 25, AdamS", [1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3], zero: "batch 25, none", by: .testLoss())
  private let decoupled = RateGrid(
    "batch 25, AdamW", [0.1, 0.3, 1, 3, 10, 30], zero: "batch 25, none", by: .testLoss())

  package func runs(after results: StudyResults) throws -> [StudyRun] {
    let images = try DataSource.images.load(testShare: 0, seed: 0)
    func plan(_ batch: Int, _ evaluation: TaskPlan.Evaluation) -> TaskPlan {
      TaskPlan(
        data: images, network: .batchNormalized, examples: Self.examples, labelNoise: 0.2,
        hidden: [32, 32], batchSize: batch, evaluation: evaluation)
    }
    var runs = results.gridSeeds.flatMap { seed in
      [
        StudyRun(
          arm: "batch 25, none", seed: seed, plan(Self.small, .validation),
          Self.run(3e-3, .none, batch: Self.small))
      ]
        + [stable, decoupled].flatMap { grid in
          grid.rates(after: results).map { rate in
            StudyRun(
              arm: grid.arm(rate), seed: seed, plan(Self.small, .validation),
              Self.run(3e-3, decay(grid, rate), batch: Self.small))
          }
        }
    }
    guard let best = stable.choice(in: results), let other = decoupled.choice(in: results) else {
      return runs
    }
    let large = Self.small * Self.factor
    for seed in results.seeds {
      func add(_ arm: String, _ batch: Int, _ run: TrainingRun, _ choice: RateGrid.Choice) {
        runs.append(
          StudyRun(
            arm: arm, seed: seed, plan(batch, .testAndUnused), run, values: choice.values))
      }
      add(stable.name, Self.small, Self.run(3e-3, .stable(best.rate), batch: Self.small), best)
      add("batch 25, none", Self.small, Self.run(3e-3, .none, batch: Self.small), best)
      for (rate, decay) in Self.multiples {
        add(
          Self.arm(rate, decay), large,
          Self.run(3e-3 * Double(rate), .stable(best.rate * Double(decay)), batch: large), best)
      }
      for decay in [1, Self.factor] {
        let name = Self.arm(1, decay)
        add(
          "AdamW \(name)", large,
          Self.run(3e-3, .decoupled(other.rate * Double(decay)), batch: large), other)
        // The dearest runs, and a large effect.
        if results.seeds.prefix(3).contains(seed) {
          add(
            "\(name), equal steps", large,
            Self.run(3e-3, .stable(best.rate * Double(decay)), batch: Self.small), best)
        }
      }
    }
    return runs
  }

  private func decay(_ grid: RateGrid, _ rate: Double) -> any DecayPolicy {
    grid.name == stable.name ? .stable(rate) : .decoupled(rate)
  }

  /// A run with as many steps as a batch size gives in 50 epochs.
  static func run(
    _ learningRate: Double, _ decay: any DecayPolicy, batch: Int
  ) -> TrainingRun {
    let steps = epochs * examples / batch
    return TrainingRun(
      composition: .adam(
        learningRate: .multiStep(
          peak: learningRate, factor: 0.1, after: [steps * 2 / 5, steps * 4 / 5]),
        decay: decay), steps: steps, recordInterval: Swift.max(1, steps / 5))
  }

  package var claims: [Claim] {
    let source = "Xie et al., 2023, Figure 3"
    let best = Self.arm(1, 16)
    return [
      Claim(
        "decay × k is best", "For a batch k times as large, λ × k has the lowest test error.",
        source: source,
        .all(
          [Self.arm(1, 4), Self.arm(1, 64)].flatMap { other in
            [
              .difference(.points(other, minus: best), atLeast: 1),
              .difference(Contrast(.testLoss(), other, minus: best), atLeast: 0.02),
            ]
          }), controls: [decayHelps, equalSteps, stable.control]),
      Claim(
        "a larger η harms convergence",
        "Even slightly increasing the learning rate is harmful to optimization convergence.",
        source: source,
        .difference(
          Contrast(.trainingLoss(), Self.arm(4, 1), minus: Self.arm(1, 1), isLogarithmic: true),
          atLeast: 0.05)),
      Claim(
        "η × k is invalid", "Scaling the learning rate by k is worse than scaling λ by k.",
        source: source,
        .difference(.points(Self.arm(16, 1), minus: best), atLeast: 1), controls: [decayHelps]),
      Claim(
        "AdamS in large batches", "AdamS improves on AdamW in large-batch training.",
        source: "Xie et al., 2023, abstract",
        .all([
          .difference(.points("AdamW (1, 1)", minus: Self.arm(1, 1)), atLeast: 1),
          .difference(.points("AdamW (1, 16)", minus: best), atLeast: 1),
        ]), controls: [decayHelps]),
    ]
  }

  private var decayHelps: Control {
    Control(
      "decay helps with the small batch",
      .gate(.points("batch 25, none", minus: stable.name), atLeast: 0.5))
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
    return quantities.flatMap { title, quantity -> [any Chart] in
      [
        LineChart(
          title: title, subtitle: "batch 400, after 50 epochs; a curve for each multiple of η",
          horizontalLabel: "log₂ of the multiple of λ",
          curves: rates.map { rate in
            LineChart.Curve(
              name: "η × \(rate)",
              points: decays.compactMap { decay in
                results.point(quantity, of: Self.arm(rate, decay), at: log2(Double(decay)))
              })
          }),
        results.heatMap(
          title, "multiples of η down, of λ across; the lower, the darker", rows: rates,
          columns: decays
        ) { (quantity, Self.arm($0, $1)) },
      ]
    }
  }
}
