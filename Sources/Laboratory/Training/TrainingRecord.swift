/// What is known of a run after some of its steps.
package struct TrainingRecord: Sendable, Hashable {
  /// The number of steps taken.
  package let step: Int

  /// How often all training examples have been seen.
  package let epoch: Double

  /// The loss over a large, fixed part of the training examples, without the penalty.
  package let trainingLoss: Double

  /// The norm of the gradient of that loss.
  package let gradientNorm: Double

  /// The loss over the test examples.
  package let testLoss: Double

  /// The share of the test examples that are misclassified, in `0...1`.
  package let testError: Double

  /// The norm of the parameters that are decayed.
  package let weightNorm: Double

  /// What the steps since the record before did, on average.
  package let steps: StepAverages

  /// Creates a record.
  package init(
    step: Int, epoch: Double, trainingLoss: Double, gradientNorm: Double, testLoss: Double,
    testError: Double, weightNorm: Double, steps: StepAverages
  ) {
    self.step = step
    self.epoch = epoch
    self.trainingLoss = trainingLoss
    self.gradientNorm = gradientNorm
    self.testLoss = testLoss
    self.testError = testError
    self.weightNorm = weightNorm
    self.steps = steps
  }
}

/// What a stretch of steps did, on average.
package struct StepAverages: Sendable, Hashable {
  /// The learning rate.
  package internal(set) var learningRate = 0.0

  /// The length of the step over the norm of all parameters.
  package internal(set) var updateToWeightRatio = 0.0

  /// The learning rate times what moments and preconditioner make of a unit gradient; nil where one
  /// of them can't say.
  package internal(set) var effectiveLearningRate: Double?

  /// The share of each parameter that the decay took away: R_t; nil where the decay enters through
  /// the gradient.
  package internal(set) var decayRate: Double?

  /// The decay rate per unit of effective learning rate; nil where one of them is.
  package internal(set) var decayPerEffectiveLearningRate: Double?

  /// Creates averages of zeros, nothing else known.
  package init() {}
}

extension TrainingRecord {
  /// The names of the columns of `cells`.
  package static let header = [
    "step", "epoch", "training_loss", "gradient_norm", "test_loss", "test_error", "weight_norm",
    "learning_rate", "update_to_weight_ratio", "effective_learning_rate", "decay_rate",
    "decay_per_effective_learning_rate",
  ]

  /// The record as a row of a table, each number with the digits that give it back exactly.
  package var cells: [String] {
    let numbers: [Double?] = [
      epoch, trainingLoss, gradientNorm, testLoss, testError, weightNorm, steps.learningRate,
      steps.updateToWeightRatio, steps.effectiveLearningRate, steps.decayRate,
      steps.decayPerEffectiveLearningRate,
    ]
    return ["\(step)"] + numbers.map { $0.map { "\($0)" } ?? "" }
  }
}
