/// What is to be learned, from which data, by a network of which size; a seed makes a task of it.
///
/// ```swift
/// let parity = Dataset(
///   shape: [2], features: [0, 0, 0, 1, 1, 0, 1, 1], labels: [0, 1, 1, 0],
///   classes: ["even", "odd"])
/// let plan = TaskPlan(
///   data: .examples(training: parity, test: parity), labelNoise: 0, hidden: [16], batchSize: 4)
/// var task = try plan.makeTask(seed: 1)
/// let run = TrainingRun(
///   composition: .adams(learningRate: .constant(0.05)), steps: 100, recordInterval: 100)
/// #expect(try run.train(&task).records.last?.testError == 0)
/// ```
public struct TaskPlan: Sendable {
  /// The data in two parts.
  public let data: TrainingData

  /// The share of the training labels to replace at random, in `0...1`; a text has no labels.
  public let labelNoise: Double

  /// The widths of the hidden layers.
  public let hidden: [Int]

  /// The number of examples in a batch, in `1...`.
  public let batchSize: Int

  /// Creates a plan.
  ///
  /// - Parameters:
  ///   - data: the data in two parts.
  ///   - labelNoise: the share of the training labels to replace at random, in `0...1`.
  ///   - hidden: the widths of the hidden layers.
  ///   - batchSize: the number of examples in a batch, in `1...`.
  public init(data: TrainingData, labelNoise: Double, hidden: [Int], batchSize: Int) {
    self.data = data
    self.labelNoise = labelNoise
    self.hidden = hidden
    self.batchSize = batchSize
  }

  /// A network with its data, ready to be trained.
  ///
  /// - Parameter seed: decides label noise, first weights and the order of the batches.
  /// - Returns: a task of its own.
  /// - Throws: `ParameterPartition.Failure` where the network's parameters can't be told apart.
  public func makeTask(seed: UInt64) throws -> any TrainingTask {
    switch data {
    case .examples(let training, let test):
      let noisy = training.withLabelNoise(labelNoise, seed: seed)
      return try ClassificationTask(
        Perceptron(hidden: hidden, training: noisy, test: test, seed: seed),
        batchSize: batchSize, measuredTraining: 2_000, measuredTest: 10_000, seed: seed)
    case .text(let text, let trainingShare):
      return try ClassificationTask(
        CharacterModel(text: text, trainingShare: trainingShare, hidden: hidden, seed: seed),
        batchSize: batchSize, measuredTraining: 8_000, measuredTest: 10_000, seed: seed)
    }
  }
}
