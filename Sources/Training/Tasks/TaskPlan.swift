import Autodiff
import Kernels
import Networks

/// What is to be learned, from which data, by which network; a seed makes a task of it.
///
/// ```swift
/// let parity = Dataset(
///   shape: [2], features: [0, 0, 0, 1, 1, 0, 1, 1], labels: [0, 1, 1, 0],
///   classes: ["even", "odd"])
/// let plan = TaskPlan(
///   data: .examples(training: parity, test: parity), hidden: [16], batchSize: 4)
/// var task = try plan.makeTask(seed: 1)
/// let run = TrainingRun(
///   composition: .adams(learningRate: .constant(0.05)), steps: 100, recordInterval: 100)
/// #expect(try run.train(&task).records.last?.testError == 0)
/// ```
///
/// One seed decides the examples, their noise, the first weights, the order of the batches and what is
/// dropped, each by a stream of its own: two runs of a seed differ in nothing but their optimizers.
public struct TaskPlan: Sendable {
  /// The data in two parts.
  public var data: TrainingData

  /// The network.
  public var network: NamedNetwork

  /// How many of the training examples to learn from, drawn at random, in `1...`; nil for all.
  ///
  /// A text has no such choice.
  public var examples: Int?

  /// The share of the training labels to replace at random, in `0...1`; a text has no labels.
  public var labelNoise: Double

  /// The widths of the hidden layers; none where the network's can't be chosen.
  public var hidden: [Int]

  /// The number of examples in a batch, in `1...`.
  public var batchSize: Int

  /// The share of the units to drop in training, in `0..<1`.
  public var dropout: Float

  /// The share of a label that is spread over all classes in training, in `0...1`; what is measured
  /// has none.
  public var labelSmoothing: Float

  /// Whether the vectors of characters are decayed as weights are.
  public var decaysEmbeddings: Bool

  /// Which examples are looked at, but not learned from.
  public var evaluation: Evaluation

  /// What of every batch is this process's, where several train together.
  public var share: BatchShare

  /// Creates a plan; whatever is left out is as the network has it, without noise and with all
  /// examples.
  public init(
    data: TrainingData, network: NamedNetwork? = nil, examples: Int? = nil, labelNoise: Double = 0,
    hidden: [Int]? = nil, batchSize: Int? = nil, dropout: Float = 0, labelSmoothing: Float = 0,
    decaysEmbeddings: Bool = false, evaluation: Evaluation = .test,
    share: BatchShare = .whole
  ) {
    let network = network ?? data.usualNetwork
    self.data = data
    self.network = network
    self.examples = examples
    self.labelNoise = labelNoise
    self.hidden = hidden ?? network.hidden
    self.batchSize = batchSize ?? network.batchSize
    self.dropout = dropout
    self.labelSmoothing = labelSmoothing
    self.decaysEmbeddings = decaysEmbeddings
    self.evaluation = evaluation
    self.share = share
  }

  /// Which examples can be looked at.
  public enum Evaluation: Sendable, Hashable {
    /// The test part of the data.
    case test
    /// The test part, and training examples that are not learned from, with their true labels.
    case testAndUnused
    /// Training examples that are not learned from, and nothing of the test part: for choices. Where
    /// all are learned from, a tenth is held back, of a text the last.
    case validation
  }
}

extension TrainingData {
  /// The network that learns from such data where none is named.
  public var usualNetwork: NamedNetwork {
    switch self {
    case .examples: .perceptron
    case .text: .characters
    }
  }
}

extension TaskPlan {
  /// A network with its data, ready to be trained.
  ///
  /// - Parameters:
  ///   - seed: decides everything that is random.
  ///   - orderSeed: decides the order of the batches; left out, the seed does.
  /// - Returns: a task of its own.
  /// - Throws: `NetworkMismatch` where the network can't learn from the data,
  ///   `ParameterPartition.Failure` where its parameters can't be told apart, `BatchShareError` where its
  ///   batches can't be shared evenly.
  public func makeTask(seed: UInt64, orderSeed: UInt64? = nil) throws -> any TrainingTask {
    let order = orderSeed ?? seed
    var generator = SplitMix64(seed: seed, stream: .initialization)
    switch (data, network.maker) {
    case (.examples(let training, let test), .examples(let make)):
      let made = try make(training.shape, training.classes.count, self, &generator)
      let parts = parts(of: training, test, seed: seed)
      let averaged = share.leastAveraged(of: Swift.min(batchSize, parts.training.count))
      guard network != .batchNormalized || averaged > 1 else {
        throw NetworkMismatch(
          network: network.name,
          reason: "needs two examples or more in a batch, for its norms, but there is \(averaged)"
            + (share.count == 1 || share.sharesStatistics
              ? "" : " for each process; take larger batches, or share statistics"))
      }
      return try task(made, parts.training, parts.test, order)
    case (.text(let text, let share), .text(let window, let make)):
      let parts = try parts(of: text, trainingShare: share, window: window)
      return try task(
        make(text.alphabet.count, self, &generator), text, parts, window: window, order)
    case (.examples, .text): throw NetworkMismatch(network: network.name, reason: "needs a text")
    case (.text, .examples):
      throw NetworkMismatch(network: network.name, reason: "needs examples with labels")
    }
  }

  private func task(
    _ network: some Layer, _ training: Dataset, _ test: Dataset, _ seed: UInt64
  ) throws -> any TrainingTask {
    try task(
      ExampleClassifier(network: network, training: training, test: test),
      measuredTraining: 2_000, measuredTest: 12_000, seed)
  }

  private func task(
    _ network: some TokenNetwork, _ text: CharacterText,
    _ parts: (training: Range<Int>, test: Range<Int>), window: Int, _ seed: UInt64
  ) throws -> any TrainingTask {
    try task(
      TextClassifier(
        network: network, tokens: text.tokens, window: window, training: parts.training,
        test: parts.test),
      measuredTraining: 8_000 / network.guesses, measuredTest: 10_000 / network.guesses, seed)
  }

  private func task(
    _ classifier: some Classifier, measuredTraining: Int, measuredTest: Int, _ seed: UInt64
  ) throws -> any TrainingTask {
    try ClassificationTask(
      classifier, batchSize: batchSize, measuredTraining: measuredTraining,
      measuredTest: measuredTest, labelSmoothing: labelSmoothing,
      decaysEmbeddings: decaysEmbeddings, share: share, seed: seed)
  }
}

extension TaskPlan {
  /// What is learned from, with its noise, and what is looked at.
  package func parts(
    of all: Dataset, _ test: Dataset, seed: UInt64
  ) -> (training: Dataset, test: Dataset) {
    var count = examples ?? all.count
    require(
      (1...all.count).contains(count),
      "TaskPlan: examples must be in 1...\(all.count), but is \(count)")
    if evaluation == .validation, count == all.count { count -= Swift.max(1, count / 10) }
    // All of them keep the order of the file, as they did before one could choose.
    var generator = SplitMix64(seed: seed, stream: .subset)
    let order = count == all.count ? Array(0..<count) : generator.permutation(all.count)
    let training = count == all.count ? all : all.selecting(order.prefix(count))
    let unused = order.dropFirst(count)
    let measured =
      switch evaluation {
      case .test: test
      case .testAndUnused: unused.isEmpty ? test : test.appending(all.selecting(unused))
      case .validation: all.selecting(unused)
      }
    return (training.withLabelNoise(labelNoise, seed: seed), measured)
  }

  /// Where the parts of a text are.
  package func parts(
    of text: CharacterText, trainingShare: Double, window: Int
  ) throws(NetworkMismatch) -> (training: Range<Int>, test: Range<Int>) {
    func boundary(_ count: Int, _ share: Double) throws(NetworkMismatch) -> Int {
      guard count >= 2 * (window + 1) else {
        throw NetworkMismatch(
          network: network.name,
          reason: "needs at least \(2 * (window + 1)) characters, but there are \(count)")
      }
      // Both parts have at least one window and the character after it.
      let characters = Int((share * Double(count)).rounded())
      return Swift.min(Swift.max(characters, window + 1), count - window - 1)
    }
    let end = try boundary(text.tokens.count, trainingShare)
    guard evaluation == .validation else { return (0..<end, end..<text.tokens.count) }
    let middle = try boundary(end, 0.9)
    return (0..<middle, middle..<end)
  }
}
