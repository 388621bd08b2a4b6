import Autodiff
import Foundation
import Optimization
import Training

/// A network under a composition: what the arms of most studies are.
struct NetworkArm: Sendable {
  /// The name; it says every setting in which arms differ.
  var name: String

  /// What is learned, and by which network.
  var plan: TaskPlan

  /// The optimizer's parts.
  var composition: Composition

  /// The number of steps.
  var steps: Int

  /// The number of records, evenly over the run.
  var records = 10

  /// The step at which Rₜ and √v̄ are kept.
  static let startStep = 100

  /// What is added to the seed where it decides the order of the batches.
  var orderOffset: UInt64 = 0

  /// Looks at the trained task, and adds to what is measured.
  var inspect: (@Sendable (any TrainingTask, inout Measurement) -> Void)?

  /// What a run leaves beside the columns of its last record.
  static let decayRateAtStart = Quantity("decay rate at step 100")
  /// √v̄ of Adam.
  static let rootMeanSquareAtStart = Quantity("root mean square at step 100")
  /// The slope of log(Rₜ/ηₜ) on log √v̄ from step 100 on: −1 of stable decay, 0 of decoupled.
  static let followsScale = Quantity("slope of log(R/η) on log of the root mean square")
  /// Σ Rₜ: how much was decayed in all.
  static let dose = Quantity("dose")

  /// The run for a seed that a verdict is about, or that settings are chosen on.
  ///
  /// - Parameters:
  ///   - seed: the seed.
  ///   - isChoice: whether settings are chosen by it: then nothing of the test part is looked at.
  /// - Returns: the run.
  func run(_ seed: UInt64, isChoice: Bool = false) -> StudyRun {
    var arm = self
    arm.plan.evaluation = isChoice ? .validation : .testAndUnused
    return StudyRun(of: arm, seed: seed) { [arm] goOn in try arm.train(arm.plan, seed, goOn) }
  }

  /// Trains.
  ///
  /// - Parameters:
  ///   - plan: what is learned.
  ///   - seed: the seed.
  ///   - goOn: hears how much is done, and says whether to go on.
  ///   - afterStep: sees the task after every step, and may change its weights.
  /// - Returns: what was measured; nil where the run was ended.
  /// - Throws: what the task and the optimizer throw.
  func train(
    _ plan: TaskPlan, _ seed: UInt64, _ goOn: (Double) -> Bool,
    afterStep: (Int, any TrainingTask) -> Void = { _, _ in }
  ) throws -> Measurement? {
    let base = try plan.makeTask(seed: seed, orderSeed: seed + orderOffset)
    var task = WitnessedTask(base)
    let training = TrainingRun(
      composition: composition, steps: steps, recordInterval: Swift.max(1, steps / records))
    var step = 0
    let result = try training.train(&task) { event in
      guard case .progress(let share) = event else { return true }
      step += 1
      // The parameters are shared with the task that is trained.
      afterStep(step, base)
      return goOn(share)
    }
    if result.ending == .interrupted { return nil }
    var measurement = Measurement(result, classes: plan.data.classCount)
    measurement[Self.dose] = task.rates.reduce(0, +)
    if task.rates.count >= Self.startStep {
      measurement[Self.decayRateAtStart] = task.rates[Self.startStep - 1]
      measurement[Self.rootMeanSquareAtStart] = task.rootMeanSquares[Self.startStep - 1]
    }
    measurement[Self.followsScale] = slope(onScaleOf: task)
    if !measurement.hasDiverged { inspect?(base, &measurement) }
    return measurement
  }
}

extension NetworkArm {
  /// How the decay per unit of learning rate goes with Adam's scale; nil where nothing decays.
  private func slope(onScaleOf task: WitnessedTask) -> Double? {
    var places: [(x: Double, y: Double)] = []
    for (index, rate) in task.rates.enumerated().dropFirst(Self.startStep) {
      let learningRate = composition.schedule.learningRate(at: index + 1)
      let scale = task.rootMeanSquares[index]
      // Of smaller shares a Float keeps too few digits.
      if rate > 1e-5, learningRate > 0, scale > 0 {
        places.append((log(scale), log(rate / learningRate)))
      }
    }
    return places.count < 2 ? nil : Training.slope(of: places.map(\.y), on: places.map(\.x))
  }
}

extension Quantity {
  /// ‖∇L‖ of what is decayed.
  static let decayedGradientNorm = Quantity("decayed_gradient_norm")
  /// The length of a step over ‖θ‖.
  static let updateRatio = Quantity("update_to_weight_ratio")
}
