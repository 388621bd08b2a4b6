import Autodiff
import Components
import Foundation
import Optimization
package import Training

/// S10: whether the penalty pulls at a weight that the objective hardly touches, whatever its rate.
package struct DrownOut: Study {
  package let card = StudyCard(
    number: 10, name: "drown-out", title: "Does the penalty drown out the objective?", rows: [35],
    setting: [
      """
      A coordinate that no objective touches: it begins at 1, its gradient is 0, and Adam with learning \
      rate 1e-3 takes 500 steps, with the penalty in the gradient (L2) and with decoupled decay, at rates \
      λ from 1e-8 to 1. All that moves it is the penalty.
      """,
      """
      400 coordinates whose gradient is +1 or −1 with probability p and otherwise 0, for p of 1, 0.1, 0.01 \
      and 0.001, λ = 0.01, 2,000 steps: words that occur rarely have such gradients. The objective pulls \
      nowhere on average, so that what is left of 1 is what the penalty left.
      """,
    ],
    limits: [
      "A network: how many of its weights the penalty moves farther than the objective is asked in mixing.",
      "Other values of ε: with a large one Adam divides small gradients by ε, and L2 pulls by λ again.",
    ],
    quick: StudyBudget(seeds: 31...33, seconds: 2), full: StudyBudget(seeds: 31...38, seconds: 6))

  /// The rates, and the shares of steps with a gradient.
  private static let rates = [1e-8, 1e-6, 1e-4, 1e-2, 1]
  private static let shares = [1, 0.1, 0.01, 0.001]

  /// The ways to decay.
  private static let ways: [(name: String, decay: @Sendable (Double) -> any DecayPolicy)] = [
    ("L2", { .l2($0) }), ("decoupled", { .decoupled($0) }),
  ]

  package init() {}

  package func runs(after results: StudyResults) -> [StudyRun] {
    results.seeds.flatMap { seed in
      Self.ways.map { way in
        StudyRun(arm: way.name, seed: seed) { goOn in
          var measurement = Measurement()
          for rate in Self.rates {
            measurement[Self.untouched(rate)] = try Self.leftOfUntouched(way.decay(rate))
          }
          for share in Self.shares {
            guard goOn(0.5) else { return nil }
            measurement[Self.rare(share)] = try Self.leftOfRare(
              way.decay(0.01), share: share, seed: seed)
          }
          return measurement
        }
      }
    }
  }

  /// What is left of 1 at a rate λ without any gradient.
  private static func untouched(_ rate: Double) -> Quantity { Quantity("untouched \(rate)") }

  /// What is left of 1 on average where a share of the steps have a gradient.
  private static func rare(_ share: Double) -> Quantity { Quantity("rare \(share)") }

  private static func leftOfUntouched(_ decay: any DecayPolicy) throws -> Double {
    var problem = try ClosedProblem(
      .adam(learningRate: .constant(1e-3), decay: decay), starts: [[1]])
    for _ in 0..<500 { try problem.step { _, _, _ in } }
    return problem.mean(of: 0)
  }

  private static func leftOfRare(
    _ decay: any DecayPolicy, share: Double, seed: UInt64
  ) throws -> Double {
    var problem = try ClosedProblem(
      .adam(learningRate: .constant(1e-3), decay: decay),
      starts: [[Float](repeating: 1, count: 400)])
    var generator = SplitMix64(seed: seed, stream: .gradientNoise)
    for _ in 0..<2_000 {
      try problem.step { _, _, gradient in
        for index in gradient.indices {
          let isThere = Double(generator.nextUniform()) < share
          let isUp = generator.nextUniform() < 0.5
          gradient[index] = isThere ? isUp ? 1 : -1 : 0
        }
      }
    }
    return problem.mean(of: 0)
  }

  package var claims: [Claim] {
    let source = "Bjorck et al., 2021, on decoupled decay: l2 can “drown out” the true objective"
    return [
      Claim(
        "L2 drowns out",
        "Through Adam's buffers the penalty pulls by the same step whatever its rate.",
        source: source,
        .exact(
          Self.rates.filter { $0 >= 1e-4 }.map { rate in
            Condition("left at λ = \(rate) over left at λ = 1", in: 0.99...1.01) { seed in
              seed["L2", Self.untouched(rate)] / seed["L2", Self.untouched(1)]
            }
          } + [
            Condition("left at λ = 1e-4", in: 0...0.6) { $0["L2", Self.untouched(1e-4)] }
          ])),
      Claim(
        "decoupled scales", "Decoupled decay takes away ηλ a step, and no more.", source: source,
        .exact(
          Self.rates.map { rate in
            Condition("left at λ = \(rate) over (1 − ηλ)⁵⁰⁰", in: 0.9999...1.0001) { seed in
              seed["decoupled", Self.untouched(rate)] / pow(1 - 1e-3 * rate, 500)
            }
          })),
      Claim(
        "rare gradients", "The rarer the gradients of a weight, the harder L2 pulls at it.",
        source: source,
        .exact([
          Condition("L2, left at p = 0.1 less at p = 0.01", in: 0.1...1) {
            $0["L2", Self.rare(0.1)] - $0["L2", Self.rare(0.01)]
          },
          Condition("L2, left at p = 0.01 less at p = 0.001", in: 0.1...1) {
            $0["L2", Self.rare(0.01)] - $0["L2", Self.rare(0.001)]
          },
          Condition("decoupled, left at p = 0.001", in: 0.95...1) {
            $0["decoupled", Self.rare(0.001)]
          },
        ]),
        controls: [
          Control(
            "a gradient in every step",
            .exact([
              Condition("left at p = 1, L2 − decoupled", in: -0.001...0.001) {
                $0["L2", Self.rare(1)] - $0["decoupled", Self.rare(1)]
              }
            ]))
        ]),
    ]
  }

  package func charts(of results: StudyResults) -> [any Chart] {
    [
      LineChart(
        title: "No gradient", subtitle: "what is left of 1 after 500 steps of Adam",
        horizontalLabel: "log₁₀ λ",
        curves: Self.ways.map { way in
          curve(way.name, Self.rates.map { ($0, Self.untouched($0)) }, results)
        }),
      LineChart(
        title: "Rare gradients", subtitle: "what is left of 1 after 2,000 steps, λ = 0.01",
        horizontalLabel: "log₁₀ of the share of steps with a gradient",
        curves: Self.ways.map { way in
          curve(way.name, Self.shares.reversed().map { ($0, Self.rare($0)) }, results)
        }),
    ]
  }

  private func curve(
    _ arm: String, _ places: [(x: Double, quantity: Quantity)], _ results: StudyResults
  ) -> LineChart.Curve {
    LineChart.Curve(
      name: arm,
      points: places.compactMap { place in
        results.point(place.quantity, of: arm, at: log10(place.x))
      })
  }
}
