import Autodiff
import Components
import Foundation
import Optimization
package import Training

/// S7: whether stable decay generalizes better than decoupled decay and L2, each at its best.
package struct Curves: Study {
  package let card = StudyCard(
    number: 7, name: "curves", title: "Does AdamS generalize better than AdamW and Adam?",
    rows: [21, 22, 24],
    setting: [
      """
      10,000 Fashion-MNIST images of 14 × 14 pixels, layers of 196, 32, 32 and 10 with batch norm, \
      batches of 100, 20 epochs, learning rate a tenth after 40 % and again after 80 % of the run. Every \
      form of decay at its best learning rate and λ: of two rates and a grid of λ in half decades, by \
      validation loss on 1,000 images that are held out on the grid seeds.
      """,
      """
      Primary is the test loss: its differences have a fifth of the noise of the error's. The error comes \
      second.
      """,
    ],
    limits: [
      "ResNets on CIFAR, for which the paper has its numbers; other networks; AMSGrad.",
      """
      The interval is over seeds; all of them share 2,000 test images, which add 0.1 to 0.3 points to the \
      error of every difference of errors.
      """,
      "“Often” in the paper's words: that would need more networks than this one.",
    ],
    quick: StudyBudget(seeds: 5, seconds: 220), full: StudyBudget(seeds: 16, seconds: 320))

  package init() {}

  static let steps = 2_000

  /// A form of decay with its optimizer.
  struct Form: Sendable {
    let name: String
    let isAdam: Bool
    let learningRates: [Double]
    let rates: [Double]
    let decay: @Sendable (Double) -> any DecayPolicy

    var family: String { isAdam ? "Adam" : "SGD" }

    func grid(_ learningRate: Double) -> RateGrid {
      RateGrid(
        "\(name), η = \(learningRate)", rates, zero: zero(learningRate), by: .testLoss())
    }

    func zero(_ learningRate: Double) -> String { "\(family) without decay, η = \(learningRate)" }

    func arm(
      _ name: String, _ learningRate: Double, _ decay: any DecayPolicy, _ images: TrainingData,
      steps: Int = Curves.steps
    ) -> NetworkArm {
      let schedule = MultiStepDecay.multiStep(
        peak: learningRate, factor: 0.1, after: [steps * 2 / 5, steps * 4 / 5])
      var composition: Composition =
        isAdam ? .adam(learningRate: schedule) : .sgd(learningRate: schedule, momentum: 0.9)
      composition.decay = decay
      return NetworkArm(
        name: name,
        plan: TaskPlan(
          data: images, network: .batchNormalized, hidden: [32, 32], batchSize: 100),
        composition: composition, steps: steps, records: 20)
    }
  }

  static let forms = [
    Form(
      name: "Adam, L2", isAdam: true, learningRates: [3e-3, 1e-2],
      rates: [3e-4, 1e-3, 3e-3, 1e-2, 3e-2]
    ) { .l2($0) },
    Form(
      name: "AdamW", isAdam: true, learningRates: [3e-3, 1e-2], rates: [0.1, 0.3, 1, 3, 10]
    ) { .decoupled($0) },
    Form(
      name: "AdamS", isAdam: true, learningRates: [3e-3, 1e-2],
      rates: [1e-3, 3e-3, 1e-2, 3e-2, 0.1]
    ) { .stable($0) },
    Form(
      name: "SGD, L2", isAdam: false, learningRates: [0.1, 0.3],
      rates: [1e-4, 3e-4, 1e-3, 3e-3, 1e-2]
    ) { .l2($0) },
    Form(
      name: "SGDS", isAdam: false, learningRates: [0.1, 0.3],
      rates: [1e-4, 3e-4, 1e-3, 3e-3, 1e-2]
    ) { .stable($0) },
  ]

  private static let placebo = "AdamW, other batches"
  private static let learningRate = Quantity("chosen learning rate")
  private static let isBracketed = Quantity("λ is inside its grid")

  /// Learning rate and λ of a form; λ of 0 where decay gains less than matters.
  struct Choice: Equatable {
    let learningRate: Double
    let rate: Double
    let isBracketed: Bool
  }

  static func choice(_ form: Form, _ results: StudyResults) -> Choice? {
    var best: (loss: Double, choice: Choice)?
    for learningRate in form.learningRates {
      let grid = form.grid(learningRate)
      guard let choice = grid.choice(in: results),
        let loss = results.mean(.testLoss(), of: grid.arm(choice.rate), over: results.gridSeeds),
        let zero = results.mean(.testLoss(), of: grid.zero, over: results.gridSeeds)
      else { return nil }
      let gains = choice.gain > 0.005
      let candidate = Choice(
        learningRate: learningRate, rate: gains ? choice.rate : 0,
        isBracketed: choice.isBracketed || !gains)
      if let known = best, known.loss <= Swift.min(loss, zero) { continue }
      best = (gains ? loss : zero, candidate)
    }
    return best?.choice
  }
}

extension Curves {
  package func runs(after results: StudyResults) throws -> [StudyRun] {
    let images = try fashionImages()
    var choices: [String: NetworkArm] = [:]
    var order: [String] = []
    func add(_ arm: NetworkArm) {
      if choices.updateValue(arm, forKey: arm.name) == nil { order.append(arm.name) }
    }
    for form in Self.forms {
      for learningRate in form.learningRates {
        add(form.arm(form.zero(learningRate), learningRate, .none, images))
        let grid = form.grid(learningRate)
        for rate in grid.rates(after: results) {
          add(form.arm(grid.arm(rate), learningRate, form.decay(rate), images))
        }
      }
    }
    var runs = results.gridSeeds.flatMap { seed in
      order.compactMap { choices[$0]?.run(seed, isChoice: true) }
    }
    for form in Self.forms {
      guard let choice = Self.choice(form, results) else { continue }
      let decay: any DecayPolicy = choice.rate > 0 ? form.decay(choice.rate) : NoDecay()
      var arm = form.arm(form.name, choice.learningRate, decay, images)
      arm.inspect = { _, measurement in
        measurement[Self.learningRate] = choice.learningRate
        measurement[.chosenRate] = choice.rate
        measurement[Self.isBracketed] = choice.isBracketed ? 1 : 0
      }
      var arms = [arm]
      if form.name == "AdamW" {
        arm.name = Self.placebo
        arm.orderOffset = 1_000
        arms.append(arm)
      }
      runs += results.seeds.flatMap { seed in arms.map { $0.run(seed) } }
    }
    let still = Self.forms.prefix(3).map {
      $0.arm("\($0.name), λ = 0", 3e-3, $0.decay(0), images, steps: 200)
    }
    return runs + results.seeds.flatMap { seed in still.map { $0.run(seed) } }
  }

  package var claims: [Claim] {
    let paper = "Xie et al., 2023, Figure 4 and the table of test errors"
    let controls = [
      Control(
        "without decay all forms are one",
        .exact(
          Self.forms.prefix(3).map(\.name).map { name in
            Condition("test loss at λ = 0, \(name) − Adam, L2", in: 0...0) { seed in
              seed["\(name), λ = 0", .testLoss()] - seed["Adam, L2, λ = 0", .testLoss()]
            }
          })),
      Control(
        "other batches are no other optimizer",
        .absent(Contrast(.testLoss(), Self.placebo, minus: "AdamW"), within: 0.002)),
    ]
    func claim(
      _ name: String, _ sentence: String, _ source: String, _ better: String, than worse: String
    ) -> [Claim] {
      let brackets = Control(
        "λ is inside its grid, \(better) and \(worse)",
        .exact(
          [better, worse].map { arm in
            Condition("\(Self.isBracketed.name), \(arm)", in: 1...1) { $0[arm, Self.isBracketed] }
          }))
      return [
        Claim(
          name, sentence, source: source,
          .difference(Contrast(.testLoss(), worse, minus: better), atLeast: 0.002),
          controls: controls + [brackets]),
        Claim(
          "\(name), error", sentence, source: source,
          .difference(.points(worse, minus: better, examples: 2_000), atLeast: 0.5),
          controls: controls + [brackets]),
      ]
    }
    return claim(
      "AdamS, AdamW", "AdamS generalizes better than AdamW.", paper, "AdamS", than: "AdamW")
      + claim(
        "AdamS, Adam", "AdamS generalizes better than Adam with L2.", paper, "AdamS",
        than: "Adam, L2")
      + claim(
        "AdamW, Adam", "Decoupled decay generalizes better than L2.",
        "Loshchilov and Hutter, 2019; Bjorck et al., 2021", "AdamW", than: "Adam, L2")
      + claim(
        "SGDS, SGD", "SGDS often outperforms SGD with L2.", "Xie et al., first version and code",
        "SGDS", than: "SGD, L2")
      + [
        Claim(
          "at equal training loss",
          "Even with similar or higher training losses, AdamS generalizes better than AdamW.",
          source: "Xie et al., 2023, Figure 5",
          .difference(Self.atEqualTrainingLoss("AdamW", minus: "AdamS"), atLeast: 0.5),
          controls: controls)
      ]
  }

  /// The difference of test errors where the training losses of the last fifth of the run overlap, by
  /// lines between the records of each seed; none where they don't.
  private static func atEqualTrainingLoss(_ first: String, minus second: String) -> Contrast {
    Contrast("test error at equal training loss, \(first) − \(second)", unit: "points") { seed in
      let courses = [first, second].map { arm in
        zip(seed.course("training_loss", of: arm), seed.course("test_error", of: arm))
          .suffix(5).map { (loss: $0.y, error: $1.y) }.sorted { $0.loss < $1.loss }
      }
      guard let low = courses.compactMap(\.first?.loss).max(),
        let high = courses.compactMap(\.last?.loss).min(), low < high
      else { return nil }
      let errors = courses.map { course in
        [low, (low + high) / 2, high].reduce(0) { $0 + error(at: $1, on: course) / 3 }
      }
      return 100 * (errors[0] - errors[1])
    }
  }

  /// The error at a loss within those of the records.
  private static func error(
    at loss: Double, on course: [(loss: Double, error: Double)]
  ) -> Double {
    let right = Swift.max(1, course.firstIndex { $0.loss >= loss } ?? course.count - 1)
    let (a, b) = (course[right - 1], course[right])
    let share = b.loss > a.loss ? (loss - a.loss) / (b.loss - a.loss) : 0
    return a.error + share * (b.error - a.error)
  }

  package func charts(of results: StudyResults) -> [any Chart] {
    [("test_error", "Test error"), ("test_loss", "Test loss"), ("training_loss", "Training loss")]
      .map { course, title in
        LineChart(
          title: title, subtitle: "over the steps, each form at its best",
          horizontalLabel: "step",
          curves: Self.forms.map {
            .init(name: $0.name, points: results.course(course, of: $0.name))
          })
      }
  }
}
