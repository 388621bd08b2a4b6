import Autodiff
import Components
import Optimization
package import Training

/// S2: whether decay that ignores the learning rate lets training come to rest.
package struct NonConvergence: Study {
  package let card = StudyCard(
    number: 2, name: "non-convergence", title: "Does vanilla decay let training come to rest?",
    rows: [15],
    setting: [
      """
      Gradient descent on (θ − 1)²/2 from 2, 4,000 steps. Vanilla decay takes away 0.05 of θ a step, \
      whatever the learning rate is; decoupled decay takes away a third of the rate. At a rate of 0.15 the \
      two are one rule. The rate alternates between 0.1 and 0.2, or is drawn between them anew each step; \
      or it falls to 0 along a cosine or like 1/t, which the theorem leaves out.
      """,
      "The same on θ²/2, where the point at rest is 0, and both forms must come to rest.",
      """
      A network of 196-32-32-10 learns 2,000 images with 20 % of the labels replaced, 1,600 steps of SGD \
      without momentum, learning rate 0.3 and a tenth of it after 40 % and after 80 % of the steps. Each \
      form of decay has the rate with the lowest loss on the unused images, among half decades on seeds 201 \
      and 202; the error is measured on 10,000 images with true labels.
      """,
    ],
    limits: [
      "The theorem says nothing of rates that fall to 0, and the network's do.",
      """
      At an equal rate of decay vanilla does far worse here; that compares two strengths, and has no verdict.
      """,
    ],
    quick: StudyBudget(seeds: 31...46, seconds: 40), full: StudyBudget(seeds: 31...64, seconds: 60))

  package init() {}

  private static let steps = 4_000

  /// The schedules, by the names of the quantities.
  private static func schedules(
    _ seed: UInt64
  ) -> [(name: String, schedule: any LearningRateSchedule)] {
    var generator = SplitMix64(seed: seed, stream: .gradientNoise)
    let drawn = (0..<steps).map { _ in 0.1 + 0.1 * Double(generator.nextUniform()) }
    return [
      ("alternating", .alternating(0.1, 0.2)), ("drawn", .list(drawn)),
      ("constant", .constant(0.15)), ("cosine", .cosine(peak: 0.2, steps: steps)),
      ("inverse", .inverseTime(peak: 0.2, rate: 0.02)),
    ]
  }

  /// The decays.
  private static let ways: [(name: String, decay: @Sendable () -> any DecayPolicy)] = [
    ("vanilla", { .vanilla(0.05) }), ("decoupled", { .decoupled(1.0 / 3) }),
  ]

  package func runs(after results: StudyResults) throws -> [StudyRun] {
    try equations(results) + network.runs(after: results)
  }

  private let network = NonConvergingNetwork()

  private func equations(_ results: StudyResults) -> [StudyRun] {
    results.seeds.flatMap { seed in
      Self.ways.map { way in
        StudyRun(arm: way.name, seed: seed) { _ in
          var measurement = Measurement()
          for (name, schedule) in Self.schedules(seed) {
            let course = try Self.course(schedule, way.decay(), minimum: 1)
            measurement[Self.movement(name)] = course.movement
            measurement[Self.rest(name)] = course.rest
          }
          measurement[Self.rest("zero")] = try Self.course(
            .alternating(0.1, 0.2), way.decay(), minimum: 0
          ).rest
          return measurement
        }
      }
    }
  }

  /// The largest step among the last 100.
  private static func movement(_ schedule: String) -> Quantity { Quantity("movement \(schedule)") }

  /// Where the run ended.
  private static func rest(_ schedule: String) -> Quantity { Quantity("rest \(schedule)") }

  private static func course(
    _ schedule: any LearningRateSchedule, _ decay: any DecayPolicy, minimum: Float
  ) throws -> (movement: Double, rest: Double) {
    var problem = try ClosedProblem(
      .sgd(learningRate: schedule, decay: decay), starts: [[2]])
    var movement = 0.0
    for step in 1...steps {
      let before = problem.mean(of: 0)
      try problem.step { _, values, gradient in gradient[0] = values[0] - minimum }
      if step > steps - 100 {
        movement = Swift.max(movement, (problem.mean(of: 0) - before).magnitude)
      }
    }
    return (movement, problem.mean(of: 0))
  }

  package var claims: [Claim] {
    let source = "Xie et al., 2023, Theorem 1"
    // Float has 24 bits: a point near 1 can move by 6e-8 and still be at rest.
    let still = 0...1e-6
    let forms = ["alternating", "drawn", "constant", "cosine", "inverse"]
    return [
      Claim(
        "vanilla does not converge",
        "Vanilla decay can't converge to a stationary point other than 0 while the rate keeps changing.",
        source: source,
        .exact(
          ["alternating", "drawn"].map { name in
            Condition("vanilla, last steps, rate \(name)", in: 1e-3...Double.infinity) {
              $0["vanilla", Self.movement(name)]
            }
          }), controls: [sameRule, zeroIsAtRest]),
      Claim(
        "decoupled converges", "Decay in proportion to the rate converges under every schedule.",
        source: source,
        .exact(
          forms.map { name in
            Condition("decoupled, last steps, rate \(name)", in: still) {
              $0["decoupled", Self.movement(name)]
            }
          }
            + forms.map { name in
              Condition("decoupled at rest, rate \(name)", in: 0.7499...0.7501) {
                $0["decoupled", Self.rest(name)]
              }
            }), controls: [sameRule]),
      Claim(
        "where vanilla rests",
        "Where the rate falls to 0 vanilla decay comes to rest, but not at the minimum with its penalty.",
        source: "outside the theorem",
        .exact([
          Condition("vanilla, last steps, rate cosine", in: 0...1e-3) {
            $0["vanilla", Self.movement("cosine")]
          },
          Condition("vanilla at rest, rate cosine", in: 0...0.1) {
            $0["vanilla", Self.rest("cosine")]
          },
          Condition("vanilla at rest, rate inverse", in: 0...0.1) {
            $0["vanilla", Self.rest("inverse")]
          },
        ])),
      network.claim,
    ]
  }

  private let sameRule = Control(
    "one rule at a constant rate",
    .exact([
      Condition("at rest, vanilla − decoupled, rate constant", in: -1e-6...1e-6) {
        $0["vanilla", Self.rest("constant")] - $0["decoupled", Self.rest("constant")]
      }
    ]))

  private let zeroIsAtRest = Control(
    "the stationary point 0",
    .exact([
      Condition("vanilla at rest, minimum 0, rate alternating", in: 0...1e-12) {
        $0["vanilla", Self.rest("zero")]
      }
    ]))

  package var shown: [Quantity] { [.testError(), .testLoss(), .weightNorm, .chosenRate] }

  package func charts(of results: StudyResults) -> [any Chart] {
    [
      LineChart(
        title: "Test error", subtitle: "of the network, each form at its best rate",
        horizontalLabel: "step",
        curves: ["vanilla", "decoupled"].map { name in
          LineChart.Curve(
            name: name, points: results.course("test_error", of: NonConvergingNetwork.arm(name)))
        })
    ]
  }
}

/// The network of S2, under both forms of decay at their best.
struct NonConvergingNetwork {
  static let steps = 1_600

  /// The arm of a verdict.
  static func arm(_ name: String) -> String { "network, \(name)" }

  private let grids = [
    RateGrid(
      "network, vanilla", [6e-6, 2e-5, 6e-5, 2e-4, 6e-4, 2e-3, 6e-3], zero: "network, none",
      by: .testLoss()),
    RateGrid(
      "network, decoupled", [6e-5, 2e-4, 6e-4, 2e-3, 6e-3, 2e-2, 6e-2], zero: "network, none",
      by: .testLoss()),
  ]

  private static func decay(_ name: String, _ rate: Double) -> any DecayPolicy {
    name == "network, vanilla" ? .vanilla(rate) : .decoupled(rate)
  }

  static func run(_ decay: any DecayPolicy) -> TrainingRun {
    TrainingRun(
      composition: .sgd(
        learningRate: .multiStep(peak: 0.3, factor: 0.1, after: [steps * 2 / 5, steps * 4 / 5]),
        decay: decay), steps: steps, recordInterval: steps / 10)
  }

  func runs(after results: StudyResults) throws -> [StudyRun] {
    let images = try DataSource.images.load(testShare: 0, seed: 0)
    var plan = TaskPlan(
      data: images, network: .perceptron, examples: 2_000, labelNoise: 0.2, hidden: [32, 32],
      batchSize: 50, evaluation: .validation)
    var runs = results.gridSeeds.flatMap { seed in
      [StudyRun(arm: "network, none", seed: seed, plan, Self.run(.none))]
        + grids.flatMap { grid in
          grid.rates(after: results).map { rate in
            StudyRun(arm: grid.arm(rate), seed: seed, plan, Self.run(Self.decay(grid.name, rate)))
          }
        }
    }
    plan.evaluation = .testAndUnused
    for grid in grids {
      guard let choice = grid.choice(in: results) else { continue }
      runs += results.seeds.map { seed in
        StudyRun(
          arm: grid.name, seed: seed, plan, Self.run(Self.decay(grid.name, choice.rate)),
          values: choice.values)
      }
    }
    return runs
  }

  var claim: Claim {
    Claim(
      "test error of a network",
      "With a falling rate decay in proportion to it has a lower test error than vanilla decay.",
      source: "Xie et al., 2023, Figure 1",
      .difference(
        .points(Self.arm("vanilla"), minus: Self.arm("decoupled")), atLeast: 0.5),
      controls: grids.map(\.control))
  }
}
