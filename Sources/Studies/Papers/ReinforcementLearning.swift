import Components
import Foundation
import Optimization
package import Training

/// S15: whether the form of decay matters to an agent that learns to balance a pole.
package struct ReinforcementLearning: Study {
  package let card = StudyCard(
    number: 15, name: "cartpole", title: "Does decoupling help an agent that learns to act?",
    rows: [38],
    setting: [
      """
      Double deep Q-learning balances a pole on a cart: 9,000 steps, layers of 4, 32, 32 and 2, Adam with \
      a constant rate of 1e-3, batches of 32 from all that was seen, a target that follows by 1 % a step, \
      γ 0.99, random actions from 100 % to 5 % over 2,500 steps. What counts is the mean return of the \
      episodes that end in the last third.
      """,
      """
      The penalty goes through Adam in five ways (as in S11), each at the λ of five that had the highest \
      return on the grid seeds: decoupled of 1e-4 to 1, the others of 1e-6 to 1e-2, by decades.
      """,
    ],
    limits: [
      "Atari and what else the paper had; a longer run would come to rest, most of these have not.",
      "Five λ a decade apart, on two seeds: the best may lie between them, or be another by chance.",
    ],
    quick: StudyBudget(seeds: 63...70, seconds: 210),
    full: StudyBudget(seeds: 63...94, seconds: 600))

  package init() {}

  private static let steps = 9_000
  private static let routes: [DecayRoute] = [.coupled, .first, .second, .scaled, .decoupled]
  private static let none = "none"
  private static let placebo = "decoupled 1e-4"

  /// How far the return is from the longest episode: a loss, so that less is better.
  static let missing = Quantity(
    "missing return", worst: Double(CartPole.longestEpisode) - CartPole.randomReturn)
  static let value = Quantity("mean of max Q")

  private static func rates(_ route: DecayRoute) -> [Double] {
    switch route {
    case .decoupled: [1e-4, 1e-3, 1e-2, 0.1, 1]
    default: [1e-6, 1e-5, 1e-4, 1e-3, 1e-2]
    }
  }

  private static func choiceArm(_ route: DecayRoute, _ rate: Double) -> String {
    "\(route.rawValue), λ = \(rate)"
  }

  static func run(
    _ arm: String, _ route: DecayRoute, _ rate: Double, _ seed: UInt64, steps: Int = steps
  ) -> StudyRun {
    StudyRun(arm: arm, seed: seed) { goOn in
      let agent = DeepQLearning(
        CartPole.self,
        composition: route.composition(rate, schedule: .constant(1e-3)), steps: steps)
      let result = try agent.train(seed: seed) { share, _ in goOn(share) }
      if result.ending == .interrupted { return nil }
      let late = result.meanReturn(after: steps * 2 / 3) ?? CartPole.randomReturn
      var measurement = Measurement()
      measurement[missing] = Double(CartPole.longestEpisode) - late
      measurement[value] = result.values.last ?? .nan
      measurement[.weightNorm] = result.weightNorm
      measurement[.chosenRate] = rate
      measurement.curves["mean of max Q"] = result.values.enumerated().map { index, value in
        Measurement.Place(Double(steps * (index + 1 + 10 - result.values.count) / 10), value)
      }
      measurement.hasDiverged = result.ending != .finished
      return measurement
    }
  }

  package func runs(after results: StudyResults) -> [StudyRun] {
    let choices = results.gridSeeds.flatMap { seed in
      Self.routes.flatMap { route in
        Self.rates(route).map { Self.run(Self.choiceArm(route, $0), route, $0, seed) }
      }
    }
    let chosen = Self.routes.compactMap { route -> (DecayRoute, Double)? in
      let rates = Self.rates(route)
      let best = results.best(of: rates.map { Self.choiceArm(route, $0) }, by: Self.missing)
      return rates.first { Self.choiceArm(route, $0) == best }.map { (route, $0) }
    }
    return choices
      + results.seeds.flatMap { seed in
        [
          Self.run(Self.none, .decoupled, 0, seed),
          Self.run(Self.placebo, .decoupled, 1e-4, seed),
        ] + chosen.map { Self.run($0.rawValue, $0, $1, seed) }
      }
  }

  package var claims: [Claim] {
    let source = "Bjorck et al., 2021, on reinforcement learning"
    return [
      Claim(
        "decoupled over L2", "Decoupled decay outperforms L2 in reinforcement learning.",
        source: source,
        .difference(
          more(DecayRoute.decoupled.rawValue, than: DecayRoute.coupled.rawValue), atLeast: 25),
        controls: [learns, placebo]),
      Claim(
        "the first moment is the culprit",
        "The primary issue is the mixing of gradients in the first-order buffers.", source: source,
        .difference(
          Contrast("return, effect of the first moment − effect of the second", unit: "steps") {
            seed in
            DecayRoute.firstLessSecond { seed[$0.rawValue, Self.missing] }
          }, atLeast: 25),
        controls: [learns]),
      Claim(
        "decay helps", "Decay helps an agent at all.",
        source: "not claimed; asked since else there is nothing to explain",
        .difference(more(DecayRoute.decoupled.rawValue, than: Self.none), atLeast: 25),
        controls: [learns]),
    ]
  }

  private func more(_ first: String, than second: String) -> Contrast {
    Contrast("return, \(first) − \(second)", unit: "steps") { seed in
      seed[second, Self.missing] - seed[first, Self.missing]
    }
  }

  private var learns: Control {
    Control(
      "agents learn",
      .present(
        Contrast("return without decay − that of random actions", unit: "steps") { seed in
          Self.missing.worst - seed[Self.none, Self.missing]
        }, atLeast: 25))
  }

  private var placebo: Control {
    Control(
      "decay of 1e-7 a step is none", .absent(more(Self.placebo, than: Self.none), within: 25))
  }

  package var arms: [String] { [Self.none] + Self.routes.map(\.rawValue) }

  package var shown: [Quantity] { [Self.missing, Self.value, .weightNorm, .chosenRate] }

  package func charts(of results: StudyResults) -> [any Chart] {
    [
      LineChart(
        title: "What actions seem to be worth", subtitle: "mean of max Q over a tenth of the run",
        horizontalLabel: "step",
        curves: arms.map { arm in
          LineChart.Curve(name: arm, points: results.course("mean of max Q", of: arm))
        })
    ]
  }
}
