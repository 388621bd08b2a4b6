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
      In the full form AMSGrad with L2 joins, and the pairs AdamS and AdamW, SGDS and SGD are asked of a \
      perceptron without normalization and of a scale-invariant one, too: “often” is at least half of the \
      networks, and none the other way.
      """,
      """
      Primary is the test loss: its differences have a fifth of the noise of the error's. The error comes \
      second.
      """,
    ],
    limits: [
      "ResNets on CIFAR, for which the paper has its numbers, and whatever is not a perceptron.",
      """
      The interval is over seeds; all of them share 2,000 test images, which add 0.1 to 0.3 points to the \
      error of every difference of errors.
      """,
      """
      “Often” is three networks on one task; a residual network, whose step takes 14 times as long as that \
      with batch norm, would need over an hour of a core.
      """,
    ],
    quick: StudyBudget(seeds: 31...35, seconds: 220),
    full: StudyBudget(seeds: 31...46, seconds: 900))

  package init() {}

  static let placebo = "AdamW, other batches"
  private static let learningRate = Quantity("chosen learning rate")
  private static let isBracketed = Quantity("λ is inside its grid")

  package func runs(after results: StudyResults) throws -> [StudyRun] {
    let images = try fashionImages()
    let forms = Self.forms(in: results.form)
    var seen: Set<String> = []
    let grids = forms.flatMap { form in
      form.learningRates.flatMap { learningRate in
        let grid = form.grid(learningRate)
        return [form.arm(form.zero(learningRate), learningRate, .none, images)]
          + grid.rates(after: results).map { rate in
            form.arm(grid.arm(rate), learningRate, form.decay(rate), images)
          }
      }
    }.filter { seen.insert($0.name).inserted }
    var runs = results.gridSeeds.flatMap { seed in grids.map { $0.run(seed, isChoice: true) } }
    for form in forms {
      guard let choice = form.choice(in: results) else { continue }
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
    let still = Form.main.prefix(3).map {
      $0.arm("\($0.name), λ = 0", 3e-3, $0.decay(0), images, steps: 200)
    }
    return runs + results.seeds.flatMap { seed in still.map { $0.run(seed) } }
  }

  package var claims: [Claim] {
    let paper = "Xie et al., 2023, Figure 4 and the table of test errors"
    let sgds = "Xie et al., first version and code"
    return claim("AdamS", "AdamW", "AdamS generalizes better than AdamW.", paper)
      + claim("AdamS", "Adam, L2", "AdamS generalizes better than Adam with L2.", paper)
      + claim("AdamS", "AMSGrad, L2", "AdamS generalizes better than AMSGrad with L2.", paper)
      + claim(
        "AdamW", "Adam, L2", "Decoupled decay generalizes better than L2.",
        "Loshchilov and Hutter, 2019; Bjorck et al., 2021")
      + claim("SGDS", "SGD, L2", "SGDS generalizes better than SGD with L2.", sgds)
      + [
        Claim(
          "often, AdamS", "AdamS often outperforms AdamW.", source: paper,
          Self.often("AdamS", "AdamW"), controls: controls),
        Claim(
          "often, SGDS", "SGDS often outperforms SGD with L2.", source: sgds,
          Self.often("SGDS", "SGD, L2"), controls: controls),
        Claim(
          "at equal training loss",
          "Even with similar or higher training losses, AdamS generalizes better than AdamW.",
          source: "Xie et al., 2023, Figure 5",
          .difference(Self.atEqualTrainingLoss("AdamW", minus: "AdamS"), atLeast: 0.5),
          controls: controls),
      ]
  }

  private var controls: [Control] {
    [
      Control(
        "without decay all forms are one",
        .exact(
          Form.main.prefix(3).map(\.name).map { name in
            Condition("test loss at λ = 0, \(name) − Adam, L2", in: 0...0) { seed in
              seed["\(name), λ = 0", .testLoss()] - seed["Adam, L2, λ = 0", .testLoss()]
            }
          })),
      Control(
        "other batches are no other optimizer",
        .absent(Contrast(.testLoss(), Self.placebo, minus: "AdamW"), within: 0.002)),
    ]
  }

  /// That a form has the lower test loss, and the lower test error.
  private func claim(
    _ better: String, _ worse: String, _ sentence: String, _ source: String
  ) -> [Claim] {
    let pair = "\(better) over \(worse.replacing(",", with: " with"))"
    let brackets = Control(
      "λ is inside its grid, \(better) and \(worse)",
      .exact(
        [better, worse].map { arm in
          Condition("\(Self.isBracketed.name), \(arm)", in: 1...1) { $0[arm, Self.isBracketed] }
        }))
    return [
      Claim(
        pair, sentence, source: source, Self.lowerLoss(better, worse),
        controls: controls + [brackets]),
      Claim(
        "\(pair), by error", sentence, source: source,
        .difference(.points(worse, minus: better, examples: 2_000), atLeast: 0.5),
        controls: controls + [brackets]),
    ]
  }

  private static func lowerLoss(_ better: String, _ worse: String) -> Question {
    .difference(Contrast(.testLoss(), worse, minus: better), atLeast: 0.002)
  }

  private static func often(_ better: String, _ worse: String) -> Question {
    .often(
      Form.networks.map { lowerLoss(Form.name(better, on: $0), Form.name(worse, on: $0)) })
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

  package var shown: [Quantity] {
    [.testLoss(), .testError(), .trainingLoss(), Self.learningRate, .chosenRate]
  }

  package func charts(of results: StudyResults) -> [any Chart] {
    let names = Self.forms(in: results.form).filter { $0.network == .batchNormalized }.map(\.name)
    let courses = [
      ("test_error", "Test error"), ("test_loss", "Test loss"), ("training_loss", "Training loss"),
    ].map { course, title in
      LineChart(
        title: title, subtitle: "over the steps, each form at its best", horizontalLabel: "step",
        curves: names.map { .init(name: $0, points: results.course(course, of: $0)) })
    }
    let last = ScatterChart(
      title: "Test error", subtitle: "means over the seeds, the last fifth of the run",
      horizontalLabel: "training loss",
      series: names.map { name in
        .init(
          name: name,
          points: zip(
            results.course("training_loss", of: name), results.course("test_error", of: name)
          ).suffix(5).map { .init(x: $0.y, y: $1.y) })
      })
    return courses + [last]
  }
}
