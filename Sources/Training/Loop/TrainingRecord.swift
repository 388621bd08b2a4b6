/// What is known of a run after some of its steps.
public struct TrainingRecord: Sendable, Hashable {
  /// The number of steps taken.
  public let step: Int

  /// How often all training examples have been seen.
  public let epoch: Double

  /// The loss over a large, fixed part of the training examples, without the penalty.
  public let trainingLoss: Double

  /// The norm of the gradient of that loss.
  public let gradientNorm: Double

  /// The loss over the test examples.
  public let testLoss: Double

  /// The share of the test examples that are misclassified, in `0...1`.
  public let testError: Double

  /// The norm of the parameters that are decayed.
  public let weightNorm: Double

  /// The norm of the gradient of the training loss by the parameters that are decayed: the same as
  /// those of `weightNorm`, so that the product has a meaning.
  public let decayedGradientNorm: Double

  /// What the steps since the record before did, on average.
  public let steps: StepAverages

  /// What is known of each decayed parameter; nothing where the run wasn't asked.
  public let layers: [LayerRecord]

  /// Creates a record.
  public init(
    step: Int, epoch: Double, trainingLoss: Double, gradientNorm: Double, testLoss: Double,
    testError: Double, weightNorm: Double, decayedGradientNorm: Double, steps: StepAverages,
    layers: [LayerRecord] = []
  ) {
    self.step = step
    self.epoch = epoch
    self.trainingLoss = trainingLoss
    self.gradientNorm = gradientNorm
    self.testLoss = testLoss
    self.testError = testError
    self.weightNorm = weightNorm
    self.decayedGradientNorm = decayedGradientNorm
    self.steps = steps
    self.layers = layers
  }
}

/// What a stretch of steps did, on average.
public struct StepAverages: Sendable, Hashable {
  /// The learning rate.
  public internal(set) var learningRate = 0.0

  /// The norm of the gradient of a batch, as the optimizer's first part finds it.
  public internal(set) var gradientNorm = 0.0

  /// The length of the step over the norm of all parameters.
  public internal(set) var updateToWeightRatio = 0.0

  /// The learning rate times what moments and preconditioner make of a unit gradient; nil where one
  /// of them can't say.
  public internal(set) var effectiveLearningRate: Double?

  /// The share of each parameter that the decay took away: R_t; nil where the decay enters through
  /// the gradient.
  public internal(set) var decayRate: Double?

  /// The decay rate per unit of effective learning rate; nil where one of them is.
  public internal(set) var decayPerEffectiveLearningRate: Double?

  /// Whether the decay of a step would have turned the sign of parameters and was stopped at 0.
  public internal(set) var decayWasLimited = false

  /// Creates averages of zeros, nothing else known.
  public init() {}
}

extension TrainingRecord {
  /// The names of the columns of `cells`.
  public static let header = [
    "step", "epoch", "training_loss", "gradient_norm", "test_loss", "test_error", "weight_norm",
    "decayed_gradient_norm", "learning_rate", "batch_gradient_norm", "update_to_weight_ratio",
    "effective_learning_rate", "decay_rate", "decay_per_effective_learning_rate",
  ]

  /// The record as a row of a table, each number with the digits that give it back exactly.
  public var cells: [String] {
    let numbers: [Double?] = [
      epoch, trainingLoss, gradientNorm, testLoss, testError, weightNorm, decayedGradientNorm,
      steps.learningRate, steps.gradientNorm, steps.updateToWeightRatio,
      steps.effectiveLearningRate, steps.decayRate, steps.decayPerEffectiveLearningRate,
    ]
    return ["\(step)"] + numbers.map { $0.map { "\($0)" } ?? "" }
  }

  /// What a table of records, as `cells` makes them below `header`, says of the test loss.
  ///
  /// - Parameter csv: the table.
  /// - Returns: the losses with the numbers of steps taken.
  /// - Throws: `DataError` where a line is none of a record.
  package static func testLosses(in csv: String) throws(DataError) -> [(step: Int, loss: Double)] {
    let place = header.firstIndex(of: "test_loss") ?? 0
    var losses: [(step: Int, loss: Double)] = []
    for (number, line) in csv.split(separator: "\n").enumerated().dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count == header.count, let step = Int(cells[0]), let loss = Double(cells[place])
      else {
        throw DataError(
          "epochs.csv", at: .line(number + 1),
          .malformed(found: "\(line)", expected: "a record of a run"))
      }
      losses.append((step, loss))
    }
    return losses
  }

  /// The names of the columns of `layerCells`.
  public static let layerHeader = LayerRecord.header

  /// A row for each of the layers.
  public var layerCells: [[String]] { layers.map { $0.cells(step: step) } }
}
