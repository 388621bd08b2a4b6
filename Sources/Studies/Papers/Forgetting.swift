import Autodiff
import Components
import Foundation
import Kernels
import Optimization
package import Training

/// S3: whether decay forgets at the rate ηλ, and how long that takes.
package struct Forgetting: Study {
  package let card = StudyCard(
    number: 3, name: "forgetting", title: "How long does decay take to forget?", rows: [16],
    setting: [
      """
      A weight that no loss touches begins at 1; counted are the steps until 1/e of it is left, for λ from \
      0.1 to 1e-4 at η = 0.1, under the decays of SGD, SGD with momentum, Adam, and vanilla decay. Beside it \
      stands a tensor with gradients of ±1, so that Adam has a v̄; stable decay is expected to take \
      ηλ/√v̄. Another weight has the curvature 1e-3: there the loss forgets, too, and faster where λ is small.
      """,
      """
      A perceptron of 196-32-32-10 on 2,000 images, 400 steps, with 16 parameters that no loss touches: what \
      is left of them against the product of 1 − Rₜ, with Rₜ by the formula of each form and √v̄ of the \
      study's own averages.
      """,
      """
      The same with batch norm, SGD at the constant rate 0.1 and decoupled decay with λ of 0.02, 0.04, 0.08 \
      and 0.16, 2,500 steps, all hidden weights ×8 at the start: counted are the steps until their norm is \
      within 5 % of the mean over the last fifth. A seed in which the norm moves by over 2 % within the last \
      fifth has no number.
      """,
    ],
    limits: [
      "Falling rates: there the product of 1 − ηₜλ decides, not the number of steps.",
      "How long a weight takes to come to rest that a loss holds against the decay.",
    ],
    quick: StudyBudget(seeds: 61...65, seconds: 40),
    full: StudyBudget(seeds: 61...72, seconds: 100))

  static let decayRates = [0.1, 1e-2, 1e-3, 1e-4]
  static let curvature = 1e-3

  private static let networkRates = [0.02, 0.04, 0.08, 0.16]
  static let steps = 2_500

  package init() {}

  package func runs(after results: StudyResults) throws -> [StudyRun] {
    let images = try DataSource.images.load(testShare: 0, seed: 0)
    let plain = TaskPlan(
      data: images, network: .perceptron, examples: 2_000, hidden: [32, 32], batchSize: 50)
    let normalized = TaskPlan(
      data: images, network: .batchNormalized, examples: 2_000, hidden: [32, 32], batchSize: 50)
    // One run for all equations: no seed enters.
    let exact = StudyRun(arm: "equations", seed: results.seeds[0]) { try Self.flat(goOn: $0) }
    return [exact]
      + results.seeds.prefix(1).flatMap { seed in
        Form.all.map { form in
          StudyRun(arm: "witness, \(form.name)", seed: seed) {
            try Self.watch(form, plain, seed: seed, goOn: $0)
          }
        }
      }
      + results.seeds.flatMap { seed in
        Self.networkRates.map { rate in
          StudyRun(arm: Self.arm(rate), seed: seed) {
            try Self.settle(rate, normalized, seed: seed, goOn: $0)
          }
        }
      }
  }

  private static func arm(_ rate: Double) -> String { "mlp-bn, λ = \(rate)" }

  package var claims: [Claim] {
    let source = "Xie et al., 2023, Theorem 2 and its corollaries"
    return [
      Claim(
        "forgets at ηλ", "A weight that no loss touches is forgotten in 1/(ηλ) steps.",
        source: source,
        .exact(
          Form.all.flatMap { form in
            Self.decayRates.map { rate in
              Condition("\(form.name), λ = \(rate), steps times share", in: 0.9...1.1) {
                $0["equations", Self.flat(form.name, rate)]
              }
            }
          }), controls: [curved, drowned]),
      Claim(
        "in a network", "What no gradient holds shrinks by the product of 1 − Rₜ.", source: source,
        .exact(
          Form.all.map { form in
            Condition("\(form.name), log of what is left over expected", in: 0.999...1.001) {
              $0["witness, \(form.name)", Self.left]
            }
          })),
      Claim(
        "time to rest", "The time until the weights' norm is at rest is inverse to λ.",
        source: source,
        .equality(
          Contrast("slope of log steps on log λ, plus 1") { seed in
            // Where the norm isn't at rest at the end, it isn't known when it got there.
            if Self.networkRates.contains(where: { seed[Self.arm($0), Self.drift] > 0.02 }) {
              return nil
            }
            return 1
              + slope(
                of: Self.networkRates.map { log(seed[Self.arm($0), Self.time]) },
                on: Self.networkRates.map { log($0) })
          }, within: 0.25)),
    ]
  }

  /// Where the loss forgets faster than the decay, λ doesn't set the time.
  private var curved: Control {
    Control(
      "curvature 1e-3",
      .exact(
        Self.decayRates.map { rate in
          let share = rate / (rate + Self.curvature)
          return Condition("SGD, λ = \(rate), steps times ηλ", in: 0.95 * share...1.1 * share) {
            $0["equations", Self.curved(rate)]
          }
        }))
  }

  /// In Adam's gradient the penalty pulls by the same step whatever λ is.
  private var drowned: Control {
    Control(
      "L2 under Adam doesn't follow λ",
      .exact([
        Condition("steps at λ = 1e-4 over those at 0.1", in: 0.8...1.25) {
          $0["equations", Self.flat("Adam, L2", 1e-4)] / $0["equations", Self.flat("Adam, L2", 0.1)]
            * 1e3
        }
      ]))
  }

  package func charts(of results: StudyResults) -> [any Chart] {
    [
      LineChart(
        title: "The norm comes to rest", subtitle: "hidden weights of mlp-bn, SGD, decoupled decay",
        horizontalLabel: "step", isLogarithmic: true,
        curves: Self.networkRates.map { rate in
          LineChart.Curve(name: "λ = \(rate)", points: results.course("norm", of: Self.arm(rate)))
        }),
      LineChart(
        title: "Steps until it rests", subtitle: "the slope of its logarithm is asked to be −1",
        horizontalLabel: "log₁₀ λ", isLogarithmic: true,
        curves: [
          LineChart.Curve(
            name: "mlp-bn",
            points: Self.networkRates.compactMap { rate in
              results.point(Self.time, of: Self.arm(rate), at: log10(rate))
            })
        ]),
    ]
  }
}
