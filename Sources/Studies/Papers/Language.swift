import Autodiff
import Components
import Foundation
import Optimization
package import Training

/// S14: whether the form of decay matters on language, and as much as on images.
package struct Language: Study {
  package let card = StudyCard(
    number: 14, name: "language", title: "Does the form of decay matter on language?",
    rows: [25, 37],
    setting: [
      """
      The next character of a novel from the 8 before it, layers of 64 and 64 with layer norm; in the full \
      form also what follows each of 32 characters, two transformer blocks of width 32. 2,000 steps of \
      Adam with β 0.9 and 0.98, a rate that rises for 400 steps and falls with the root of the time, \
      dropout and label smoothing of 0.1. The learning rate is the best of three without decay, and each \
      form of decay has its best λ of a grid in half decades: by validation loss on grid seeds.
      """,
      """
      Beside it AdamW and AdamS, each at its best λ, on 10,000 images as in S7: what one gains on the \
      other, as a share of the loss, is compared between images and text.
      """,
    ],
    limits: [
      "Translation and language models of the papers' size; one learning rate for all forms of decay.",
      "How many rates do well, as S12 asks of images: its grid would be 90 trainings of each seed.",
      "2,000 steps see a fifth of the novel once, so that there is little to overfit.",
    ],
    quick: StudyBudget(seeds: 31...38, seconds: 200),
    full: StudyBudget(seeds: 31...38, seconds: 1_200))

  package init() {}

  private static let steps = 2_000

  /// A form of decay.
  struct Form: Sendable {
    let name: String
    let rates: [Double]
    /// The way of the penalty through Adam, where it is none of a policy's own.
    var route: DecayRoute?
    let decay: @Sendable (Double) -> any DecayPolicy
  }

  static let none = Form(name: "none", rates: []) { _ in .none }
  static let coupled = Form(name: "L2", rates: [1e-5, 3e-5, 1e-4, 3e-4, 1e-3]) { .l2($0) }
  static let decoupled = Form(name: "decoupled", rates: [0.03, 0.1, 0.3, 1]) {
    .decoupled($0)
  }
  static let stable = Form(name: "stable", rates: [1e-4, 3e-4, 1e-3, 3e-3]) { .stable($0) }
  static let scaled = Form(
    name: "adaptW", rates: [1e-6, 1e-5, 1e-4], route: .scaled
  ) { .decoupled($0) }
  /// What fairseq decays by default: 5e-8 a step at a rate of 0.01.
  static let placebo = Form(name: "decoupled 5e-6", rates: []) { _ in .decoupled(5e-6) }

  /// What is learned.
  enum Subject: String, CaseIterable {
    case text
    case transformer = "text-former"
    case images = "mlp-bn"

    var loss: Quantity { .testLoss(classes: self == .images ? 10 : 75) }

    var learningRates: [Double] { self == .images ? [3e-3] : [3e-3, 1e-2, 3e-2] }

    var forms: [Form] {
      switch self {
      case .text: [coupled, decoupled, stable, scaled]
      case .transformer: [coupled, decoupled, stable]
      case .images:
        [
          Form(name: "decoupled", rates: [0.1, 0.3, 1, 3, 10]) { .decoupled($0) },
          Form(name: "stable", rates: [1e-3, 3e-3, 1e-2, 3e-2, 0.1]) { .stable($0) },
        ]
      }
    }

    func plan() throws -> TaskPlan {
      switch self {
      case .images:
        TaskPlan(
          data: try fashionImages(), network: .batchNormalized, hidden: [32, 32], batchSize: 100)
      case .text, .transformer:
        TaskPlan(
          data: try DataSource.novel.load(testShare: 0.1, seed: 0),
          network: self == .text ? .characters : .transformer, dropout: 0.1, labelSmoothing: 0.1)
      }
    }

    func composition(_ form: Form, _ rate: Double, _ learningRate: Double) -> Composition {
      let decay = form.decay(rate)
      if self == .images {
        return .adam(
          learningRate: .multiStep(
            peak: learningRate, factor: 0.1, after: [steps * 2 / 5, steps * 4 / 5]),
          decay: decay)
      }
      var composition = (form.route ?? .decoupled).composition(
        rate, beta2: 0.98,
        schedule: .inverseSquareRoot(peak: learningRate, warmUp: steps / 5))
      composition.decay = decay
      return composition
    }

    func name(_ form: Form) -> String { "\(rawValue): \(form.name)" }
    func rateName(_ learningRate: Double) -> String { "\(name(none)), η = \(learningRate)" }

    func grid(_ form: Form, _ learningRate: Double) -> RateGrid {
      RateGrid(name(form), form.rates, zero: rateName(learningRate), by: loss)
    }
  }

  package func runs(after results: StudyResults) throws -> [StudyRun] {
    let subjects = Subject.allCases.filter { $0 != .transformer || results.form == .full }
    return try subjects.flatMap { subject in
      let plan = try subject.plan()
      func arm(_ name: String, _ form: Form, _ rate: Double, _ learningRate: Double) -> NetworkArm {
        NetworkArm(
          name: name, plan: plan, composition: subject.composition(form, rate, learningRate),
          steps: Self.steps, records: 10)
      }
      var choices = subject.learningRates.map { arm(subject.rateName($0), Self.none, 0, $0) }
      var arms: [NetworkArm] = []
      let zero = results.best(of: choices.map(\.name), by: subject.loss)
      if let learningRate = subject.learningRates.first(where: { subject.rateName($0) == zero }) {
        var chosen = [(Self.none, 0.0)]
        if subject != .images { chosen.append((Self.placebo, 0)) }
        for form in subject.forms {
          let grid = subject.grid(form, learningRate)
          choices += grid.rates(after: results).map { arm(grid.arm($0), form, $0, learningRate) }
          if let choice = grid.choice(in: results) { chosen.append((form, choice.rate)) }
        }
        arms = chosen.map { form, rate in
          var arm = arm(subject.name(form), form, rate, learningRate)
          arm.inspect = { _, measurement in
            measurement[.chosenRate] = rate
            measurement[Self.learningRate] = learningRate
          }
          return arm
        }
      }
      return results.gridSeeds.flatMap { seed in choices.map { $0.run(seed, isChoice: true) } }
        + results.seeds.flatMap { seed in arms.map { $0.run(seed) } }
    }
  }

  private static let learningRate = Quantity("chosen learning rate")

  package var claims: [Claim] {
    [Subject.text, .transformer].flatMap(claims(of:)) + [
      Claim(
        "less on language", "The gains are more modest on language than on images.",
        source: "Xie et al., 2023, on language modeling; Bjorck et al., 2021",
        .difference(Self.lessOnText, atLeast: 1))
    ]
  }

  /// What is asked of a network that reads text.
  private func claims(of subject: Subject) -> [Claim] {
    // Of 32 guesses a window the loss has more noise, though masks of dropout are shared.
    let smallest = subject == .text ? 0.01 : 0.02
    func less(_ first: Form, _ second: Form) -> Contrast {
      Contrast(subject.loss, subject.name(first), minus: subject.name(second))
    }
    var controls = [
      Control(
        "decay of 5e-8 a step is none, \(subject.rawValue)",
        .absent(less(Self.placebo, Self.none), within: smallest))
    ]
    if subject == .transformer {
      controls.append(
        Control(
          "the transformer is trained by --full",
          .exact([
            Condition("learning rate", in: 1e-3...0.1) {
              $0[subject.name(Self.none), Self.learningRate]
            }
          ])))
    }
    return [
      Claim(
        "decoupled over L2, \(subject.rawValue)", "Decoupled decay outperforms L2 on language.",
        source: "Bjorck et al., 2021, on natural language processing",
        .difference(less(Self.coupled, Self.decoupled), atLeast: smallest), controls: controls),
      Claim(
        "AdamS no better than AdamW, \(subject.rawValue)",
        "AdamS has no universal advantage over AdamW, in particular not for transformers.",
        source: "Xie, in the paper's repository, issue 2, 2024",
        .equality(less(Self.decoupled, Self.stable), within: smallest), controls: controls),
    ]
  }

  /// The share of the loss that AdamS gains on AdamW, on images less on text.
  private static var lessOnText: Contrast {
    Contrast("gain of AdamS on AdamW, images − text", unit: "% of the loss") { seed in
      let gains = [Subject.images, .text].map { subject in
        let (old, new) = (
          seed[subject.name(decoupled), subject.loss], seed[subject.name(stable), subject.loss]
        )
        return 100 * (old - new) / old
      }
      return gains[0] - gains[1]
    }
  }

  package var shown: [Quantity] { [.chosenRate, Self.learningRate] }

  package func charts(of results: StudyResults) -> [any Chart] {
    Subject.allCases.filter { $0 != .transformer || results.form == .full }.map { subject in
      LineChart(
        title: "Test loss, \(subject.rawValue)", subtitle: "over the steps, each form at its best",
        horizontalLabel: "step",
        curves: ([Self.none] + subject.forms).map {
          .init(name: $0.name, points: results.course("test_loss", of: subject.name($0)))
        })
    }
  }
}
