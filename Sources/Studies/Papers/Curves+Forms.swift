import Components
import Optimization
import Training

extension Curves {
  static let steps = 2_000

  /// A form of decay with its optimizer, on a network.
  struct Form: Sendable {
    /// The optimizer without its decay.
    let optimizer: Family

    /// Optimizer and decay.
    let form: String

    /// Where λ is tried with each.
    let learningRates: [Double]
    let rates: [Double]
    let decay: @Sendable (Double) -> any DecayPolicy

    var network = NamedNetwork.batchNormalized

    /// The optimizers without their decay, by the names of arms.
    enum Family: String {
      case sgd = "SGD"
      case adam = "Adam"
      case amsgrad = "AMSGrad"

      func composition(_ schedule: any LearningRateSchedule) -> Composition {
        switch self {
        case .sgd: .sgd(learningRate: schedule, momentum: 0.9)
        case .adam: .adam(learningRate: schedule)
        case .amsgrad: .amsgrad(learningRate: schedule)
        }
      }
    }

    /// The name of the arm at its best.
    var name: String { Self.name(form, on: network) }

    static func name(_ form: String, on network: NamedNetwork) -> String {
      network == networks[0] ? form : "\(network): \(form)"
    }
  }

  /// What is trained: AMSGrad and further networks in the full form only.
  static func forms(in form: StudyForm) -> [Form] {
    if form == .quick { return Form.main }
    let others = Form.networks.dropFirst().flatMap { network in
      Form.main.dropFirst().map { form in
        var form = form
        form.network = network
        return form
      }
    }
    return Form.main + [.l2(.amsgrad)] + others
  }
}

extension Curves.Form {
  /// The networks that "often" is asked of; the first is that of all other claims.
  static let networks = [NamedNetwork.batchNormalized, .perceptron, .scaleInvariant]

  /// The forms that every claim but AMSGrad's is about.
  static let main = [
    l2(.adam), adam("AdamW", [0.1, 0.3, 1, 3, 10]) { .decoupled($0) },
    adam("AdamS", [1e-3, 3e-3, 1e-2, 3e-2, 0.1]) { .stable($0) }, sgd("SGD, L2") { .l2($0) },
    sgd("SGDS") { .stable($0) },
  ]

  /// An optimizer of the Adam family with the penalty in the gradient.
  static func l2(_ optimizer: Family) -> Self {
    adam("\(optimizer.rawValue), L2", [3e-4, 1e-3, 3e-3, 1e-2, 3e-2], of: optimizer) { .l2($0) }
  }

  private static func adam(
    _ form: String, _ rates: [Double], of optimizer: Family = .adam,
    _ decay: @escaping @Sendable (Double) -> any DecayPolicy
  ) -> Self {
    Self(
      optimizer: optimizer, form: form, learningRates: [3e-3, 1e-2], rates: rates, decay: decay)
  }

  private static func sgd(
    _ form: String, _ decay: @escaping @Sendable (Double) -> any DecayPolicy
  ) -> Self {
    Self(
      optimizer: .sgd, form: form, learningRates: [0.1, 0.3],
      rates: [1e-4, 3e-4, 1e-3, 3e-3, 1e-2], decay: decay)
  }

  func grid(_ learningRate: Double) -> RateGrid {
    RateGrid("\(name), η = \(learningRate)", rates, zero: zero(learningRate), by: .testLoss())
  }

  /// The arm without decay.
  func zero(_ learningRate: Double) -> String {
    Self.name("\(optimizer.rawValue) without decay, η = \(learningRate)", on: network)
  }

  func arm(
    _ name: String, _ learningRate: Double, _ decay: any DecayPolicy, _ images: TrainingData,
    steps: Int = Curves.steps
  ) -> NetworkArm {
    let schedule = MultiStepDecay.multiStep(
      peak: learningRate, factor: 0.1, after: [steps * 2 / 5, steps * 4 / 5])
    var composition = optimizer.composition(schedule)
    composition.decay = decay
    return NetworkArm(
      name: name,
      plan: TaskPlan(data: images, network: network, hidden: [32, 32], batchSize: 100),
      composition: composition, steps: steps, records: 20)
  }
}

extension Curves.Form {
  /// Learning rate and λ of a form; λ of 0 where decay gains less than matters.
  struct Choice: Equatable {
    let learningRate: Double
    let rate: Double
    let isBracketed: Bool
  }

  /// What was best on the grid seeds; nil where runs are missing.
  func choice(in results: StudyResults) -> Choice? {
    var best: (loss: Double, choice: Choice)?
    for learningRate in learningRates {
      let grid = grid(learningRate)
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
