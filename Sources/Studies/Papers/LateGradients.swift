import Autodiff
import Components
import Foundation
import Kernels
import Networks
import Optimization
import Training

/// S6: whether decay leaves large gradients at the end, and stable decay smaller ones.
package struct LateGradients: Study {
  package let card = StudyCard(
    number: 6, name: "late-gradients", title: "Does decay leave large gradients at the end?",
    rows: [19, 20],
    setting: [
      """
      The next character of a novel from the 8 before it, layers of 64 and 64 with layer norm, Adam with a \
      learning rate that falls from 3e-3 to 0 along a line, 6,000 steps. Decoupled decay in three doses: \
      the smallest λ that lowers the final norm of the weights by a fifth on the grid seeds, the λ of the \
      best validation loss, and 1.5.
      """,
      """
      Stable decay beside the first dose, matched in two ways on the grid seeds: equal decay at step 100, \
      and equal decay in all. What it does at equal final norm is read off a line through its own runs of \
      the same seed. ‖g‖ is that of the loss over a fixed sample of 8,000 places, without the penalty.
      """,
      """
      A second task for the order of final gradients and test errors: 2,000 images with 20 % random \
      labels, layers of 32 and 32 with batch norm, eleven arms. And SGD with momentum on the text, with L2 \
      that lowers the norm by a fifth. In the full form no decay and the first dose at a constant rate, \
      too, from three seeds: no claim is about them.
      """,
    ],
    limits: [
      """
      d log‖g‖ = d log(‖g‖ ‖w‖) − d log‖w‖: in a normalized network a smaller norm is a larger gradient of \
      the same function. The line beside each verdict on ‖g‖ parts the two.
      """,
      "Networks of 20,000 weights, one pass over a part of a novel.",
    ],
    quick: StudyBudget(seeds: 61...65, seconds: 220),
    full: StudyBudget(seeds: 61...72, seconds: 480))

  package init() {}

  private static let steps = 6_000
  private static let rates = [0.05, 0.15, 0.5, 1.5]
  private static let coupledRates = [1e-4, 3e-4, 1e-3, 3e-3]

  /// The mean of ‖g‖ over the last tenth of the run, over that from 20 to 30 %.
  static let growth = Quantity("growth of gradient_norm")
  /// The mean of log‖g‖ over the second half.
  static let during = Quantity("mean log gradient_norm, second half")
  /// The gradients of scale-invariant weights made twice as long, over half the old ones: the farthest
  /// from 1, with ε four times as large and with ε as it is.
  static let exact = Quantity("gradients of weights × 2 and ε × 4, times 2")
  static let inexact = Quantity("gradients of weights × 2, times 2")

  // The arms.
  static let none = "none"
  static let dose = "decoupled, first dose"
  static let best = "decoupled, best loss"
  static let strong = "decoupled 1.5"
  static let start = "stable, equal start"
  static let equal = "stable, equal dose"
  static let beyond = "stable, 3 × equal dose"
  static let corrected = "corrected, first dose"
  static let coupled = "L2 0.006"
  static let placebo = "decoupled 1e-6"
  static let constantNone = "none, constant rate"
  static let constantDose = "decoupled, constant rate"
  static let slowNone = "SGD, none"
  static let slowDose = "SGD, L2"

  /// An arm on the text.
  static func arm(
    _ name: String, _ decay: any DecayPolicy, of text: TrainingData, isSlow: Bool = false,
    isConstant: Bool = false
  ) -> NetworkArm {
    let peak = isSlow ? 0.1 : 3e-3
    let schedule: any LearningRateSchedule =
      isConstant ? .constant(peak) : .linear(from: peak, steps: steps)
    var composition: Composition =
      isSlow
      ? .sgd(learningRate: schedule, momentum: 0.9) : .adam(learningRate: schedule)
    composition.decay = decay
    var arm = NetworkArm(
      name: name, plan: TaskPlan(data: text), composition: composition, steps: steps, records: 20)
    arm.inspect = { task, measurement in
      let course = (measurement.curves["gradient_norm"] ?? []).map(\.y)
      measurement[growth] = mean(course[18...]) / mean(course[4...5])
      measurement[during] = mean(course[10...].map(log)[...])
      rescale(task, &measurement)
    }
    return arm
  }

  private static func mean(_ values: ArraySlice<Double>) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  /// The exact control: longer weights with their ε, and without.
  private static func rescale(_ task: any TrainingTask, _ measurement: inout Measurement) {
    var task = task
    let weights = task.scaleInvariantWeights
    func slopes() -> [Double] {
      _ = task.measureTraining()
      return weights.map { weight in
        weight.parameter.gradient.map { sumOfSquares($0.span).squareRoot() } ?? 0
      }
    }
    func farthest(from old: [Double]) -> Double {
      zip(slopes(), old).map { 2 * $0 / $1 }.max { abs($0 - 1) < abs($1 - 1) } ?? .nan
    }
    let old = slopes()
    for weight in weights { weight.rescale(by: 2) }
    measurement[exact] = farthest(from: old)
    for weight in weights { weight.norm?.epsilon /= 4 }
    measurement[inexact] = farthest(from: old)
  }
}

extension LateGradients {
  private static func gridArm(_ rate: Double) -> String { "decoupled, λ = \(rate)" }
  private static func slowArm(_ rate: Double) -> String { "SGD, L2, λ = \(rate)" }
  private static let pilot = "stable, pilot"

  /// The smallest rate whose final norm on the grid seeds is four fifths of that without decay.
  static func dose(
    of rates: [Double], _ name: (Double) -> String, without none: String, in results: StudyResults
  ) -> Double? {
    func norm(_ arm: String) -> Double? {
      results.mean(.weightNorm, of: arm, over: results.gridSeeds)
    }
    guard let whole = norm(none) else { return nil }
    let norms = rates.compactMap { norm(name($0)) }
    guard norms.count == rates.count else { return nil }
    return zip(rates, norms).first { $0.1 <= 0.8 * whole }?.0 ?? rates[rates.count - 1]
  }

  package func runs(after results: StudyResults) throws -> [StudyRun] {
    let text = try DataSource.novel.load(testShare: 0.1, seed: 0)
    var choices =
      [
        Self.arm(Self.none, .none, of: text),
        Self.arm(Self.slowNone, .none, of: text, isSlow: true),
      ]
      + Self.rates.map { Self.arm(Self.gridArm($0), .decoupled($0), of: text) }
      + Self.coupledRates.map { Self.arm(Self.slowArm($0), .l2($0), of: text, isSlow: true) }
    var arms: [NetworkArm] = []
    var constant: [NetworkArm] = []
    func mean(_ quantity: Quantity, _ arm: String) -> Double? {
      results.mean(quantity, of: arm, over: results.gridSeeds)
    }
    if let rate = Self.dose(of: Self.rates, Self.gridArm, without: Self.none, in: results),
      let slowRate = Self.dose(
        of: Self.coupledRates, Self.slowArm, without: Self.slowNone, in: results),
      let best = results.best(
        of: [Self.none] + Self.rates.map(Self.gridArm), by: .testLoss(classes: 75)),
      let scale = mean(NetworkArm.rootMeanSquareAtStart, Self.gridArm(rate))
    {
      choices.append(Self.arm(Self.pilot, .stable(rate * scale), of: text))
      arms = [
        Self.arm(Self.none, .none, of: text), Self.arm(Self.dose, .decoupled(rate), of: text),
        Self.arm(Self.strong, .decoupled(1.5), of: text),
        Self.arm(Self.start, .stable(rate * scale), of: text),
        Self.arm(Self.corrected, .corrected(rate), of: text),
        Self.arm(Self.coupled, .l2(0.006), of: text),
        Self.arm(Self.placebo, .decoupled(1e-6), of: text),
        Self.arm(Self.slowNone, .none, of: text, isSlow: true),
        Self.arm(Self.slowDose, .l2(slowRate), of: text, isSlow: true),
      ]
      constant = [(Self.constantNone, .none), (Self.constantDose, .decoupled(rate))].map {
        Self.arm($0, $1, of: text, isConstant: true)
      }
      if let chosen = Self.rates.first(where: { Self.gridArm($0) == best }) {
        arms.append(Self.arm(Self.best, .decoupled(chosen), of: text))
      }
      if let wanted = mean(NetworkArm.dose, Self.gridArm(rate)),
        let had = mean(NetworkArm.dose, Self.pilot)
      {
        let matched = rate * scale * wanted / had
        arms.append(Self.arm(Self.equal, .stable(matched), of: text))
        arms.append(Self.arm(Self.beyond, .stable(3 * matched), of: text))
      }
    }
    let images = try fashionImages()
    arms += Self.imageArms.map { $0.arm(images, .batchNormalized) }
    arms += Self.imageArms.prefix(5).map { $0.arm(images, .perceptron) }
    return results.gridSeeds.flatMap { seed in choices.map { $0.run(seed, isChoice: true) } }
      + results.seeds.flatMap { seed in arms.map { $0.run(seed) } }
      // No claim is about them.
      + results.seeds.prefix(results.form == .full ? 3 : 0).flatMap { seed in
        constant.map { $0.run(seed) }
      }
  }

  /// A decay of Adam on images.
  struct ImageArm: Sendable {
    let decay: any DecayPolicy
    let name: String

    func arm(_ images: TrainingData, _ network: NamedNetwork) -> NetworkArm {
      NetworkArm(
        name: "\(network): \(name)",
        plan: TaskPlan(
          data: images, network: network, examples: 2_000, labelNoise: 0.2, hidden: [32, 32],
          batchSize: 50),
        composition: .adam(learningRate: .cosine(peak: 3e-3, steps: 2_000), decay: decay),
        steps: 2_000, records: 1)
    }
  }

  static let imageArms: [ImageArm] =
    [ImageArm(decay: NoDecay(), name: "none")]
    + [0.3, 1, 3, 10].map { ImageArm(decay: .decoupled($0), name: "decoupled \($0)") }
    + [3e-3, 1e-2, 3e-2, 0.1].map { ImageArm(decay: .stable($0), name: "stable \($0)") }
    + [1, 3].map { ImageArm(decay: .corrected($0), name: "corrected \($0)") }
}
