import Autodiff
import Components
import Foundation
import Optimization
package import Training

/// S11: whether the harm of L2 in Adam is the mixing of two gradients in its moments.
package struct Mixing: Study {
  package let card = StudyCard(
    number: 11, name: "mixing", title: "Is mixing in Adam's moments what decoupling cures?",
    rows: [33, 34, 35],
    setting: [
      """
      The next character of a novel from the 8 before it, layers of 64 and 64 with layer norm, all \
      weights decayed, those of the characters, too: rare ones have rare gradients. Adam with a learning \
      rate that falls from 1e-3 to 0 along a line, 2,000 steps, ε = 1e-4.
      """,
      """
      Six ways for the gradient of the penalty: into both moments (L2), into the first (mixM), into the \
      second and unaveraged into the step (mixV), into neither but scaled with the step (adaptW), into \
      moments of its own (separate), past all of them (decoupled). Each at its best λ by validation loss \
      on the grid seeds.
      """,
      """
      How much of each moment is the objective's, and how many weights the last step moved farther by the \
      penalty than by the objective, comes from averages that the study makes itself.
      """,
      """
      At ε = 1e-8 only one thing is asked: how many of four λ from 1e-4 to 0.1 diverge within 500 steps.
      """,
    ],
    limits: [
      """
      By algebra the penalty hardly differs from its average over ten steps: “the first moment is the \
      culprit” can't come out supported unless something explodes.
      """,
      "The authors' protocol, which is not public; images, where L2 and decoupled decay are equal here.",
    ],
    quick: StudyBudget(seeds: 31...38, seconds: 70),
    full: StudyBudget(seeds: 31...46, seconds: 120))

  package init() {}

  static let steps = 2_000
  static let epsilon = 1e-4
  static let loss = Quantity.testLoss(classes: 75)

  /// One per cent of the loss.
  private static let smallest = 0.02

  static let none = "none"
  static let ofFirst = Quantity(
    "objective in first moment", worst: 1, isShare: true)
  static let ofSecond = Quantity("objective in second moment", worst: 1, isShare: true)
  static let drowned = Quantity(
    "weights moved more by the penalty", worst: 1, isShare: true)
  static let diverged = Quantity("runs of four that diverged", worst: 4)

  package func runs(after results: StudyResults) throws -> [StudyRun] {
    let text = try DataSource.novel.load(testShare: 0.1, seed: 0)
    let choices =
      [DecayRoute.decoupled.arm(Self.none, text, 0)]
      + DecayRoute.allCases.flatMap { way in
        way.grid.rates(after: results).map { way.arm(way.grid.arm($0), text, $0) }
      }
    let still = DecayRoute.mixing.map { $0.arm($0.withoutAverage, text, 1e-2, beta1: 0, steps: 50) }
    return results.gridSeeds.flatMap { seed in choices.map { $0.run(seed, isChoice: true) } }
      + results.seeds.flatMap { seed in
        ([choices[0]] + still).map { $0.run(seed) }
          + DecayRoute.allCases.compactMap { way in
            way.grid.choice(in: results).map { Self.bestRun(way, text, seed, rate: $0.rate) }
          }
          + DecayRoute.mixing.map { Self.stabilityRun($0, text, seed) }
      }
  }

  /// A way at its best λ, and what is whose in the moments; nil where λ is not chosen yet.
  static func bestRun(
    _ way: DecayRoute, _ text: TrainingData, _ seed: UInt64, rate: Double, steps: Int = steps
  ) -> StudyRun {
    let arm = way.arm(way.rawValue, text, rate, steps: steps)
    var plan = arm.plan
    plan.evaluation = .testAndUnused
    return StudyRun(of: arm, seed: seed) { [plan] goOn in
      var shares: MomentShares?
      var measurement = try arm.train(plan, seed, goOn) { _, task in
        if shares == nil { shares = MomentShares(task.groups) }
        shares?.readStep()
      }
      guard let shares, measurement != nil else { return nil }
      measurement?[.chosenRate] = rate
      measurement?[ofFirst] = [.coupled, .first].contains(way) ? shares.ofFirst(rate: rate) : 1
      measurement?[ofSecond] = [.coupled, .second].contains(way) ? shares.ofSecond(rate: rate) : 1
      if way == .coupled { measurement?[drowned] = shares.drownedWhenCoupled(rate: rate) }
      if way == .decoupled {
        measurement?[drowned] = shares.drownedWhenDecoupled(rate: rate, epsilon: epsilon)
      }
      return measurement
    }
  }

  /// Four short runs at a small ε, and how many of them diverge.
  static func stabilityRun(
    _ way: DecayRoute, _ text: TrainingData, _ seed: UInt64, steps: Int = 500
  ) -> StudyRun {
    StudyRun(arm: way.atSmallEpsilon, seed: seed) { goOn in
      var count = 0.0
      for (index, rate) in [1e-4, 1e-3, 1e-2, 0.1].enumerated() {
        let arm = way.arm(way.atSmallEpsilon, text, rate, epsilon: 1e-8, steps: steps)
        let measurement = try arm.train(arm.plan, seed, { goOn((Double(index) + $0) / 4) })
        guard let measurement else { return nil }
        if measurement.hasDiverged { count += 1 }
      }
      var measurement = Measurement()
      measurement[diverged] = count
      return measurement
    }
  }

  package var claims: [Claim] {
    let source = "Bjorck et al., 2021, abstract: the mixing of gradients in the buffers of Adam"
    func less(_ first: DecayRoute, _ second: DecayRoute) -> Contrast {
      Contrast(Self.loss, first.rawValue, minus: second.rawValue)
    }
    let gate = Control(
      "decoupling gains anything", .gate(less(.coupled, .decoupled), atLeast: Self.smallest))
    let algebra = Control(
      "without averaging, the first moment mixes nothing",
      .exact([
        Self.ratio(.coupled, .second, in: 0.999999...1.000001),
        Self.ratio(.first, .scaled, in: 0.999999...1.000001),
        Condition("β₁ = 0: |log| of the norm of L2 over that of mixM", in: 1e-5...(.infinity)) {
          abs(
            log(
              $0[DecayRoute.coupled.withoutAverage, .weightNorm]
                / $0[DecayRoute.first.withoutAverage, .weightNorm]))
        },
      ]))
    return [
      Claim(
        "mixing is the issue",
        "The primary issue that decoupled decay alleviates is the mixing of gradients in Adam's buffers.",
        source: source, .difference(less(.coupled, .separate), atLeast: Self.smallest),
        controls: [gate, algebra]),
      Claim(
        "adaptivity is not", "Adaptivity itself is not problematic: with buffers of its own.",
        source: source, .equality(less(.separate, .decoupled), within: Self.smallest),
        controls: [algebra]),
      Claim(
        "adaptivity is not, scaled", "The same, where the penalty is scaled, but mixed nowhere.",
        source: source, .equality(less(.scaled, .decoupled), within: Self.smallest),
        controls: [algebra]),
      Claim(
        "the first moment is the culprit", "… in the first-order buffers.", source: source,
        .difference(Self.firstLessSecond, atLeast: Self.smallest), controls: [gate, algebra]),
      Claim(
        "L2 drowns out", "L2 can drown out the true objective; decoupled decay does not.",
        source: "Bjorck et al., 2021, on decoupled decay",
        .difference(
          Contrast(
            Self.drowned, DecayRoute.coupled.rawValue, minus: DecayRoute.decoupled.rawValue),
          atLeast: 0.05)),
      Claim(
        "a small ε is unstable", "Without the penalty in the second moment, more runs diverge.",
        source: "not claimed; asked since it decides everything at ε = 1e-8",
        .difference(
          Contrast("diverged, mean of mixM and adaptW − mean of L2 and mixV", step: 0.5) { seed in
            let counts = DecayRoute.mixing.map { seed[$0.atSmallEpsilon, Self.diverged] }
            return (counts[1] + counts[3] - counts[0] - counts[2]) / 2
          }, atLeast: 1)),
    ]
  }

  /// What mixing in the first moment costs, less what mixing in the second does.
  private static var firstLessSecond: Contrast {
    Contrast("test loss, effect of the first moment − effect of the second") { seed in
      DecayRoute.firstLessSecond { seed[$0.rawValue, loss] }
    }
  }

  /// That two ways end alike after 50 steps without averaging.
  private static func ratio(
    _ first: DecayRoute, _ second: DecayRoute, in range: ClosedRange<Double>
  ) -> Condition {
    Condition("β₁ = 0: final norm of \(first.rawValue) over that of \(second.rawValue)", in: range)
    {
      $0[first.withoutAverage, .weightNorm] / $0[second.withoutAverage, .weightNorm]
    }
  }

  package var shown: [Quantity] {
    [Self.loss, .chosenRate, Self.ofFirst, Self.ofSecond, Self.drowned]
  }

  package func charts(of results: StudyResults) -> [any Chart] {
    [
      LineChart(
        title: "Validation loss", subtitle: "on the grid seeds, each way",
        horizontalLabel: "log₁₀ λ",
        curves: DecayRoute.allCases.map { way in
          LineChart.Curve(
            name: way.rawValue,
            points: way.grid.rates(after: results).compactMap { rate in
              results.mean(Self.loss, of: way.grid.arm(rate), over: results.gridSeeds).map {
                LineChart.Point(x: log10(rate), y: $0, deviation: 0)
              }
            })
        })
    ]
  }
}

extension DecayRoute {
  func arm(
    _ name: String, _ text: TrainingData, _ rate: Double, epsilon: Double = Mixing.epsilon,
    beta1: Double = 0.9, steps: Int = Mixing.steps
  ) -> NetworkArm {
    NetworkArm(
      name: name, plan: TaskPlan(data: text, decaysEmbeddings: true),
      composition: composition(
        rate, beta1: beta1, epsilon: epsilon, schedule: .linear(from: 1e-3, steps: steps)),
      steps: steps, records: 1)
  }

  private var rates: [Double] {
    switch self {
    case .coupled, .first, .second, .scaled: [3e-4, 1e-3, 3e-3]
    case .separate: [0.01, 0.03, 0.1]
    case .decoupled: [0.3, 1, 3]
    }
  }

  var grid: RateGrid { RateGrid(rawValue, rates, zero: Mixing.none, by: Mixing.loss) }
  var withoutAverage: String { "β₁ = 0, \(rawValue)" }
  var atSmallEpsilon: String { "ε = 1e-8, \(rawValue)" }
}
