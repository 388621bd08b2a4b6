import Foundation
import Optimization
package import Training

extension StudyRun {
  /// A run that trains a network: its numbers are those of the last record, its courses those of all.
  ///
  /// - Parameters:
  ///   - arm: the arm; it names every setting in which arms differ.
  ///   - seed: the seed.
  ///   - plan: data and network; the seed makes a task of it.
  ///   - run: composition and length.
  ///   - values: further numbers of the run, such as settings that were chosen.
  package init(
    arm: String, seed: UInt64, _ plan: TaskPlan, _ run: TrainingRun,
    values: [Quantity: Double] = [:]
  ) {
    let trained = NetworkArm(
      name: arm, plan: plan, composition: run.composition, steps: run.steps,
      records: run.steps / run.recordInterval)
    self.init(of: trained, seed: seed) { goOn in
      var task = try plan.makeTask(seed: seed)
      let result = try run.train(&task) { event in
        if case .progress(let share) = event { goOn(share) } else { true }
      }
      if result.ending == .interrupted { return nil }
      var measurement = Measurement(result, classes: plan.data.classCount)
      for (quantity, value) in values { measurement[quantity] = value }
      return measurement
    }
  }
}

extension Quantity {
  /// The share of mistakes on the test examples; guessing bounds it.
  package static func testError(classes: Int = 10) -> Quantity {
    Quantity("test_error", worst: 1 - 1 / Double(classes), isShare: true)
  }

  /// The loss on the test examples; that of guessing bounds it.
  package static func testLoss(classes: Int = 10) -> Quantity {
    Quantity("test_loss", worst: log(Double(classes)))
  }

  /// The loss on the training examples, without the penalty; that of guessing bounds it.
  package static func trainingLoss(classes: Int = 10) -> Quantity {
    Quantity("training_loss", worst: log(Double(classes)))
  }

  /// The norm of the gradient over the training examples, without the penalty.
  package static let gradientNorm = Quantity("gradient_norm", label: "‖g‖")

  /// The norm of the weights that are decayed.
  package static let weightNorm = Quantity("weight_norm", label: "‖w‖")

  /// The decay rate of the arm, where it was chosen on the grid seeds.
  package static let chosenRate = Quantity("chosen_rate", label: "λ")

  /// 1 where the chosen rate has neighbours on both sides, 0 where it is the end of its grid.
  package static let isBracketed = Quantity("is_bracketed")
}

extension TrainingData {
  /// The number of classes to guess from.
  package var classCount: Int {
    switch self {
    case .examples(let training, _): training.classes.count
    case .text(let text, _): text.alphabet.count
    }
  }

  /// The number of test examples, or of places of a text that are looked at.
  package var testCount: Int {
    switch self {
    case .examples(_, let test): test.count
    case .text: 10_000
    }
  }
}
