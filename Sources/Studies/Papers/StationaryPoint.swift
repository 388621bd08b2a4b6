import Autodiff
import Components
import Foundation
import Optimization
package import Training

/// S1: whether the point at rest stays where it is while the scale of the gradients changes.
package struct StationaryPoint: Study {
  package let card = StudyCard(
    number: 1, name: "stationary-point",
    title: "Does the point at rest stay while gradients grow and shrink?", rows: [14],
    setting: [
      """
      4,000 coordinates with the loss (θ − 1)²/2 and λ = 0.1: with the penalty the minimum is 1/(1 + λ), \
      0.909. The gradient has noise of deviation σ, and Adam's learning rate is 0.01. Three phases of \
      12,000 steps have σ = 10, 1 and 0.1; θ is the mean of the coordinates over the last 1,000 steps of a \
      phase. The noise is uniform.
      """,
      """
      The same with another σ for each coordinate, log-uniform in 0.1 … 10; with two tensors of 2,000 \
      coordinates, σ = 10 in one and 0.1 in the other; and with the first of these not decayed.
      """,
      """
      Rₜ is measured on 16 parameters that no gradient touches: a step leaves 1 − Rₜ of them, whatever the \
      program reports. √v̄ₜ is made of the study's own averages of the squares.
      """,
      """
      The decay that is actually taken by momentum: SGD with momentum 0.9 on a flat loss, the penalty in \
      the gradient or stable decay.
      """,
    ],
    limits: [
      "Corrected decay is decoupled decay here, since the rate is constant.",
      "What it means for a network, where the scale of the gradients changes with the weights.",
    ],
    quick: StudyBudget(seeds: 31...33, seconds: 40),
    full: StudyBudget(seeds: 31...38, seconds: 110))

  /// The penalty's rate, and where the minimum with the penalty is.
  static let rate = 0.1
  private static let target = 1 / (1 + rate)

  private static let ways: [(name: String, decay: @Sendable (Double) -> any DecayPolicy)] = [
    ("L2", { .l2($0) }), ("decoupled", { .decoupled($0) }), ("stable", { .stable($0) }),
  ]

  package init() {}

  package func runs(after results: StudyResults) -> [StudyRun] {
    results.seeds.flatMap { seed in
      Self.ways.map { way in
        StudyRun(arm: way.name, seed: seed) { goOn in
          var trial = Trial(decay: way.decay, seed: seed)
          return try trial.measure(goOn) ? trial.measurement : nil
        }
      }
    }
  }

  package var claims: [Claim] {
    let definition = "Xie et al., 2023, Definitions 1 and 2"
    return [
      Claim(
        "stable is constant",
        "Stable decay takes away a constant share per unit of effective learning rate, decoupled does not.",
        source: definition,
        .exact([
          Condition("stable, largest R/ηₑ over smallest", in: 1...1.0001) {
            $0["stable", Self.ratio]
          },
          Condition("decoupled, largest R/ηₑ over smallest", in: 1.5...Double.infinity) {
            $0["decoupled", Self.ratio]
          },
        ]), controls: [oneStep]),
      Claim(
        "the point at rest stays",
        "The point at rest doesn't move with the scale of the gradients under stable decay and L2, and moves "
          + "under decoupled decay.", source: definition,
        .exact(
          Self.scales.flatMap { scale in
            ["stable", "L2"].map { arm in
              near(Self.target, "\(arm), σ = \(scale)") { $0[arm, Self.rest(scale)] }
            }
          } + [
            Condition("decoupled, farthest from 0.909", in: 0.05...1) { seed in
              Self.scales.map { (seed["decoupled", Self.rest($0)] - Self.target).magnitude }.max()
                ?? 0
            }
          ]), controls: [oneScale, oneStep]),
      Claim(
        "with uneven noise",
        "Stable decay leaves the minimum with the penalty where it is, for gradients of different scales.",
        source: "read into Definition 2; it speaks of one scale",
        .exact([near(Self.target, "stable, σ from 0.1 to 10") { $0["stable", Self.uneven] }]),
        controls: [penaltyStays, meanOverAll]),
      Claim(
        "in two tensors",
        "Stable decay leaves the minimum with the penalty where it is, in each of two tensors.",
        source: "read into Definition 2; its mean is over all parameters",
        .exact(
          [("σ = 10", Self.large), ("σ = 0.1", Self.small)].map { name, quantity in
            near(Self.target, "stable, tensor of \(name)") { $0["stable", quantity] }
          }), controls: [penaltyStays, meanOverAll]),
      Claim(
        "L2 under momentum",
        "With momentum the penalty in the gradient decays by a share that changes, stable decay by a "
          + "constant one.", source: "Xie et al., first version, on SGD with momentum",
        .exact(
          Self.momentumSteps.map { step in
            let sum = (1 - pow(0.9, Double(step))) / 0.1
            return Condition("L2, R/(ηλ) at step \(step)", in: 0.99 * sum...1.01 * sum) {
              $0["L2", Self.momentum(step)]
            }
          }
            + Self.momentumSteps.map { step in
              Condition("stable, R/(ηλ) at step \(step)", in: 9.99...10.01) {
                $0["stable", Self.momentum(step)]
              }
            })),
    ]
  }

  private func near(
    _ target: Double, within tolerance: Double = 0.02, _ name: String,
    _ value: @escaping @Sendable (Reading) -> Double
  ) -> Condition {
    Condition(name, in: (target - tolerance)...(target + tolerance), value: value)
  }

  private var oneScale: Control {
    Control(
      "σ = 1 throughout",
      .exact([
        Condition("stable − decoupled", in: -0.01...0.01) {
          $0["stable", Self.constant] - $0["decoupled", Self.constant]
        }
      ]))
  }

  /// Adam's first step is η, and its v̄ that of one gradient of 1 beside the witness.
  private var oneStep: Control {
    let root = (1 / Double(1 + ClosedProblem.witnessCount)).squareRoot()
    return Control(
      "a step takes away a share of what was there before it",
      .exact(
        [("decoupled", 0.1), ("stable", 0.1 / root)].map { arm, share in
          near(1 - 0.1 - share, within: 1e-6, "\(arm), \(Self.afterOneStep.name)") {
            $0[arm, Self.afterOneStep]
          }
        }))
  }

  private var penaltyStays: Control {
    Control(
      "L2 rests at the minimum with its penalty",
      .exact([
        near(Self.target, "L2, σ from 0.1 to 10") { $0["L2", Self.uneven] },
        near(Self.target, "L2, tensor of σ = 10") { $0["L2", Self.large] },
        near(Self.target, "L2, tensor of σ = 0.1") { $0["L2", Self.small] },
      ]))
  }

  /// What the definition gives for two tensors: v̄ is the mean of both, decayed or not.
  private var meanOverAll: Control {
    let root = ((100 + 0.01) / 2.0).squareRoot()
    let (large, small) = (1 / (1 + Self.rate * 10 / root), 1 / (1 + Self.rate * 0.1 / root))
    return Control(
      "v̄ is the mean over all parameters",
      .exact([
        near(large, within: 0.01, "stable, tensor of σ = 10") { $0["stable", Self.large] },
        near(small, within: 0.01, "stable, tensor of σ = 0.1") { $0["stable", Self.small] },
        near(small, within: 0.01, "stable, tensor of σ = 0.1, the other not decayed") {
          $0["stable", Self.alone]
        },
      ]))
  }

  package func charts(of results: StudyResults) -> [any Chart] {
    [
      LineChart(
        title: "The point at rest", subtitle: "mean of 4,000 coordinates; the minimum is at 0.909",
        horizontalLabel: "step; σ = 10, then 1, then 0.1",
        curves: Self.ways.map { way in
          LineChart.Curve(name: way.name, points: results.course("position", of: way.name))
        }),
      LineChart(
        title: "Decay per effective learning rate", subtitle: "R over η/√v̄, blocks of 100 steps",
        horizontalLabel: "step", isLogarithmic: true,
        curves: Self.ways.map { way in
          LineChart.Curve(
            name: way.name,
            points: way.name == "L2" ? [] : results.course("pull", of: way.name))
        }),
    ]
  }
}
