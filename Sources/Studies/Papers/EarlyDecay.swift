import Autodiff
import Components
import Foundation
import Kernels
import Optimization
package import Training

/// S8: whether decay matters at the beginning only, and by which way.
package struct EarlyDecay: Study {
  package let card = StudyCard(
    number: 8, name: "early-decay", title: "Is decay needed at the beginning only?",
    rows: [23, 26, 27, 28],
    setting: [
      """
      2,000 Fashion-MNIST images of 14 × 14 pixels, 20 % of their labels random; layers of 196, 32, 32 \
      and 10 with batch norm; SGD with momentum 0.9, batches of 50, 1,600 steps (40 epochs), learning \
      rate 0.1, a tenth after 40 % and again after 80 % of the run; stable weight decay 0.02 in a window \
      of the run. Tested on 10,000 images with true labels.
      """,
      """
      The same at a rate that falls by one factor in each step, to a twentieth in all. And decay in the \
      first quarter, or in the second half, that takes away as much in all as decay throughout: what \
      differs then is the time alone.
      """,
      """
      The same at a constant learning rate of 0.02, where decay at the end must still work; and without \
      batch norm (learning rate 0.05, decay 0.01), where the norm of a layer is no matter of scale.
      """,
      """
      A run without any decay whose hidden weights are rescaled after every step to the norms of the run \
      that decays in the first quarter, of the same seed: if the norm is what matters, it must end alike.
      """,
    ],
    limits: [
      "Networks of 8,000 weights in place of ResNets, 40 epochs in place of 200.",
      """
      Weaker decay: at a tenth of it the arms don't differ, and nothing can be said of its timing. Of other \
      forms there is one arm, vanilla decay in the second half, with no claim about it.
      """,
    ],
    quick: StudyBudget(seeds: 47...54, seconds: 80),
    full: StudyBudget(seeds: 61...76, seconds: 160))

  package init() {}

  private static let main = EarlyDecayArms.normalized
  private static let exponential = EarlyDecayArms.exponential
  private static let constant = EarlyDecayArms.constant
  private static let plain = EarlyDecayArms.plain

  /// The run that borrows the norms of another.
  private static let borrowed = "mlp-bn step: never, norms of early 25 %"

  /// Decay of half the run that does not fall with the rate: no claim is about it.
  private static let lateVanilla = "mlp-bn step: vanilla, late 50 %"

  /// ‖w‖ when the early windows of a quarter end.
  static let normAtSwitch = Quantity("weight_norm at 25 %")

  package func runs(after results: StudyResults) throws -> [StudyRun] {
    let images = try fashionImages()
    let beside: [NetworkArm] =
      ["never", "early 25 %", "early 50 %", "late 50 %", "always"].map {
        Self.exponential.arm($0, images)
      }
      + ["early 25 %", "late 50 %"].map { Self.main.doseArm($0, images) }
      + ["never", "early 25 %", "late 50 %", "always"].map { Self.constant.arm($0, images) }
      + ["never", "early 25 %", "early 50 %", "late 50 %", "always"].map {
        Self.plain.arm($0, images)
      }
    return results.seeds.flatMap { seed -> [StudyRun] in
      var runs = EarlyDecayArms.windows.map { Self.run(Self.main.arm($0.name, images), seed) }
      runs.append(
        Self.borrowingRun(
          Self.main.arm("never", images), from: Self.main.arm("early 25 %", images), seed))
      var late = Self.main.arm("late 50 %", images)
      late.name = Self.lateVanilla
      late.composition.decay = .vanilla(Self.main.decayAtPeak)
        .between(EarlyDecayArms.steps / 2 + 1..<EarlyDecayArms.steps + 1)
      runs.append(late.run(seed))
      return runs + beside.map { $0.run(seed) }
    }
  }

  /// A run that keeps the norm at the switch.
  static func run(_ arm: NetworkArm, _ seed: UInt64) -> StudyRun {
    StudyRun(of: arm, seed: seed) { goOn in
      var plan = arm.plan
      plan.evaluation = .testAndUnused
      var norm = 0.0
      var measurement = try arm.train(plan, seed, goOn) { step, task in
        if step == arm.steps / 4 { norm = task.weightNorm }
      }
      measurement?[normAtSwitch] = norm
      return measurement
    }
  }

  /// Two runs: the first lends its norms, and only the second is kept.
  static func borrowingRun(
    _ borrower: NetworkArm, from lender: NetworkArm, _ seed: UInt64
  ) -> StudyRun {
    StudyRun(arm: borrowed, seed: seed) { goOn in
      var plan = lender.plan
      plan.evaluation = .testAndUnused
      var norms: [[Double]] = []
      let lent = try lender.train(plan, seed, { goOn($0 / 2) }) { _, task in
        norms.append(task.scaleInvariantWeights.map { $0.squaredLength.squareRoot() })
      }
      guard lent != nil else { return nil }
      return try borrower.train(plan, seed, { goOn(0.5 + $0 / 2) }) { step, task in
        for (weight, length) in zip(task.scaleInvariantWeights, norms[step - 1]) {
          let factor = Float(length / weight.squaredLength.squareRoot())
          weight.parameter.value.update(weight.parameter.value.map { factor * $0 })
        }
      }
    }
  }

  package var claims: [Claim] {
    let (main, constant) = (Self.main, Self.constant)
    let source = "Bjorck et al., 2021, on early decay; Golatkar et al., 2019"
    func early(_ arms: EarlyDecayArms) -> Question {
      .all(
        ["early 25 %", "early 50 %"].map {
          .relativeEquality(
            .points(arms.name($0), minus: arms.name("always")), within: 0.25, of: arms.gain)
        })
    }
    func late(_ arm: String, _ arms: EarlyDecayArms) -> Question {
      .relativeEquality(.points(arm, minus: arms.name("never")), within: 0.25, of: arms.gain)
    }
    let exponential = Self.exponential
    let lateWorks = Control(
      "late decay works where the rate stays",
      .present(
        Contrast(
          "test error at a constant rate, middle of never and always − late 50 %",
          unit: "points", step: 0.01
        ) { seed in
          let ends = ["never", "always"].map { seed[constant.name($0), .testError()] }
          return 100 * ((ends[0] + ends[1]) / 2 - seed[constant.name("late 50 %"), .testError()])
        }, atLeast: 0.25))
    let end = Quantity.weightNorm
    let (never, quarter) = (main.name("never"), main.name("early 25 %"))
    return [
      Claim(
        "early is enough",
        "Decay at the beginning only gives the test error of decay all the time.",
        source: source, early(main), controls: [main.gate]),
      Claim(
        "early is enough, exponential", "The same where the rate falls by one factor in each step.",
        source: source, early(exponential), controls: [exponential.gate]),
      Claim(
        "early is enough, equal dose",
        "The same with as much decay in all: it is the time of it that matters.", source: source,
        .relativeEquality(
          .points(main.doseName("early 25 %"), minus: main.name("always")), within: 0.25,
          of: main.gain), controls: [main.gate]),
      Claim(
        "late is too late", "Decay at the end only gives the test error of no decay.",
        source: source, late(main.name("late 50 %"), main),
        controls: [main.gate, constant.gate, lateWorks]),
      Claim(
        "late is too late, exponential",
        "The same where the rate falls by one factor in each step.", source: source,
        late(exponential.name("late 50 %"), exponential),
        controls: [exponential.gate, constant.gate, lateWorks]),
      Claim(
        "late is too late, equal dose",
        "The same with as much decay in all: it is the time of it that matters.", source: source,
        late(main.doseName("late 50 %"), main), controls: [main.gate, constant.gate, lateWorks]),
      Claim(
        "norms stay small",
        "With decay at the start only, the norm stays small throughout training.", source: source,
        .all([
          .difference(
            Contrast(end, never, minus: quarter, isLogarithmic: true), atLeast: log(1.25)),
          .difference(
            Contrast("log growth of weight norm after 25 % of the run, never − early 25 %") {
              seed in
              let growth = [never, quarter].map { log(seed[$0, end] / seed[$0, Self.normAtSwitch]) }
              return growth[0] - growth[1]
            }, atLeast: log(1.25)),
        ])),
      Claim(
        "steps become larger", "… so that the effective gradient updates become larger.",
        source: source,
        .difference(
          Contrast(.updateRatio, quarter, minus: never, isLogarithmic: true), atLeast: log(1.2))),
      Claim(
        "by the norm alone",
        "The norm is the way: without decay, but with the norms of early decay, a run ends alike.",
        source: source,
        .relativeEquality(
          .points(Self.borrowed, minus: quarter), within: 0.25, of: .points(never, minus: quarter)),
        controls: [
          Control(
            "early decay helps", .gate(.points(never, minus: quarter), atLeast: 0.5))
        ]),
    ]
  }

  package var shown: [Quantity] {
    [.testError(), .testLoss(), .weightNorm, .updateRatio, Self.normAtSwitch]
  }

  package func charts(of results: StudyResults) -> [any Chart] {
    let windows = Self.windows(Self.main) + [Self.borrowed]
    return [
      LineChart(
        title: "Norm of the weights", subtitle: "over the steps, batch norm, falling rate",
        horizontalLabel: "step",
        curves: Self.curves("weight_norm", of: windows, results)),
      LineChart(
        title: "Test error", subtitle: "over the steps, batch norm, falling rate",
        horizontalLabel: "step",
        curves: Self.curves("test_error", of: windows, results)),
      LineChart(
        title: "Test error at a rate that falls all the time",
        subtitle: "over the steps, batch norm", horizontalLabel: "step",
        curves: Self.curves("test_error", of: Self.windows(Self.exponential), results)),
      LineChart(
        title: "Test error at a constant rate", subtitle: "over the steps, batch norm",
        horizontalLabel: "step",
        curves: Self.curves("test_error", of: Self.windows(Self.constant), results)),
      LineChart(
        title: "Test error without batch norm", subtitle: "over the steps, falling rate",
        horizontalLabel: "step",
        curves: Self.curves("test_error", of: Self.windows(Self.plain), results)),
    ]
  }

  private static func windows(_ arms: EarlyDecayArms) -> [String] {
    EarlyDecayArms.windows.map { arms.name($0.name) }
  }

  private static func curves(
    _ course: String, of arms: [String], _ results: StudyResults
  ) -> [LineChart.Curve] {
    arms.map { arm in
      LineChart.Curve(
        name: arm.split(separator: ": ").last.map(String.init) ?? arm,
        points: results.course(course, of: arm))
    }.filter { !$0.points.isEmpty }
  }
}
