import Autodiff
import Components
import Foundation
import Kernels
import Optimization
package import Training

/// S13: whether weights grow by what the data are like, and how that goes with generalization.
package struct WeightGrowth: Study {
  package let card = StudyCard(
    number: 13, name: "weight-growth", title: "Do the data decide how much weights grow?",
    rows: [32],
    setting: [
      """
      256, 1,024 or 4,096 Fashion-MNIST images, none, a fifth, half or all of their labels random; layers \
      of 196, 32, 32 and 10, every weight divided by its norm before use (mlp-si), or batch norm \
      (mlp-bn); SGD without momentum or decay, learning rate 0.1, batches of 50, 4,000 steps in every \
      cell. Growth is log(‖w‖ at the end / at the start) of the weights whose length doesn't matter.
      """,
      "Tested on all images with true labels that were not learned from.",
    ],
    limits: [
      """
      Any direction can be had by choosing the cell: growth is not monotone in either. The cells of the \
      claims were fixed before any of these seeds was run.
      """,
      """
      Equal steps are not equal epochs: 781 of 256 images, 49 of 4,096. Where training has ended early, \
      gradients are gone, and with them growth.
      """,
    ],
    quick: StudyBudget(seeds: 31...38, seconds: 150),
    full: StudyBudget(seeds: 31...46, seconds: 300))

  package init() {}

  private static let sizes = [256, 1_024, 4_096]
  private static let noises = [0, 0.2, 0.5, 1]
  private static let networks = [NamedNetwork.scaleInvariant, .batchNormalized]
  private static let steps = 4_000

  static let growth = Quantity("growth")
  /// (‖w_T‖² − ‖w₀‖²) / Σ ‖step‖², which is 1 where gradients are across the weights.
  static let identity = Quantity("growth of ‖w‖² over the sum of squared steps")

  private static func name(_ network: NamedNetwork, _ size: Int, _ noise: Double) -> String {
    "\(network.name), \(size), noise \(noise)"
  }

  package func runs(after results: StudyResults) throws -> [StudyRun] {
    let images = try fashionImages()
    return results.seeds.flatMap { seed in
      Self.networks.flatMap { network in
        Self.sizes.flatMap { size in
          Self.noises.map { noise in
            Self.run(
              NetworkArm(
                name: Self.name(network, size, noise),
                plan: TaskPlan(
                  data: images, network: network, examples: size, labelNoise: noise,
                  hidden: [32, 32], batchSize: 50),
                composition: .sgd(learningRate: .constant(0.1)), steps: Self.steps, records: 4),
              seed)
          }
        }
      }
    }
  }

  /// A run that adds up the squared steps of the scale-invariant weights.
  static func run(_ arm: NetworkArm, _ seed: UInt64) -> StudyRun {
    StudyRun(of: arm, seed: seed) { goOn in
      var plan = arm.plan
      plan.evaluation = .testAndUnused
      let start = try plan.makeTask(seed: seed).scaleInvariantWeights.reduce(0) {
        $0 + $1.squaredLength
      }
      var squares = 0.0
      var end = start
      var measurement = try arm.train(plan, seed, goOn) { _, task in
        end = 0
        for weight in task.scaleInvariantWeights {
          // Plain descent: the step is η g, and the gradient is there still.
          squares += 0.1 * 0.1 * (weight.parameter.gradient.map { sumOfSquares($0.span) } ?? 0)
          end += weight.squaredLength
        }
      }
      measurement?[growth] = log(end / start) / 2
      measurement?[identity] = (end - start) / squares
      return measurement
    }
  }

  package var claims: [Claim] {
    let source = "Bjorck et al., 2021, on the growth of weights"
    let identity = Control(
      "gradients are across the weights",
      .exact([
        Condition("\(Self.identity.name), mlp-si", in: 0.9999...1.0001, ofAll: Self.identities)
      ]))
    return [
      Claim(
        "wrong labels make weights grow", "Growth is strongly influenced by the data set.",
        source: source,
        both { .difference(Self.contrast($0, (1_024, 0.5), (1_024, 0)), atLeast: 0.05) },
        controls: [identity]),
      Claim(
        "more images make weights grow", "Growth is strongly influenced by the data set.",
        source: source,
        both { .difference(Self.contrast($0, (1_024, 0), (256, 0)), atLeast: 0.05) },
        controls: [identity]),
      Claim(
        "growth goes with the test error", "… and its generalization properties.", source: source,
        both {
          .difference(Self.order($0, .testError(), noises: Self.noises.dropLast()), atLeast: 0.2)
        },
        controls: [identity]),
      Claim(
        "growth goes with the training loss",
        "The rival: weights grow as long as gradients stay alive.", source: "not claimed",
        both {
          .difference(
            Self.order($0, .trainingLoss(), noises: Self.noises[...]), atLeast: 0.2)
        }, controls: [identity]),
    ]
  }

  private func both(_ question: (NamedNetwork) -> Question) -> Question {
    .all(Self.networks.map(question))
  }

  private static func identities(_ results: StudyResults) -> [Double] {
    results.seeds.flatMap { seed in
      sizes.flatMap { size in
        noises.compactMap { results[name(.scaleInvariant, size, $0), seed]?[identity] }
      }
    }
  }

  private static func contrast(
    _ network: NamedNetwork, _ first: (Int, Double), _ second: (Int, Double)
  ) -> Contrast {
    Contrast(
      growth, name(network, first.0, first.1), minus: name(network, second.0, second.1))
  }

  private static func order(
    _ network: NamedNetwork, _ other: Quantity, noises: ArraySlice<Double>
  ) -> Contrast {
    let cells = sizes.flatMap { size in noises.map { name(network, size, $0) } }
    return Contrast(
      "τ of growth and \(other.words) over \(cells.count) cells, \(network.name)",
      step: 2 / Double(cells.count * (cells.count - 1) / 2)
    ) { seed in
      kendallTau(cells.map { seed[$0, growth] }, cells.map { seed[$0, other] })
    }
  }

  /// A curve for each number of images.
  private static func curves(_ points: (Int) -> [LineChart.Point]) -> [LineChart.Curve] {
    sizes.map { LineChart.Curve(name: "\($0) images", points: points($0)) }
  }

  package func charts(of results: StudyResults) -> [any Chart] {
    Self.networks.flatMap { network -> [any Chart] in
      [
        LineChart(
          title: "Growth, \(network.name)", subtitle: "log ‖w‖ at the end over the start",
          horizontalLabel: "share of random labels",
          curves: Self.curves { size in
            Self.noises.compactMap { noise in
              results.point(Self.growth, of: Self.name(network, size, noise), at: noise)
            }
          }),
        ScatterChart(
          title: "Test error, \(network.name)", subtitle: "a point for each run",
          horizontalLabel: "log ‖w‖ at the end over the start",
          series: Self.curves { size in
            Self.noises.flatMap { noise in
              results.scatter(Self.growth, .testError(), of: Self.name(network, size, noise))
            }
          }),
      ]
    }
  }
}
