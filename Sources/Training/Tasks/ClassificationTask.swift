public import Autodiff

/// Learning to classify: batches of training examples, cross-entropy, a share of mistakes.
///
/// Weights are decayed; biases, scales, shifts and, unless told otherwise, embeddings are not.
public struct ClassificationTask<Subject: Classifier>: TrainingTask {
  public let groups: [ParameterGroup]
  public let stepsPerEpoch: Int

  private let subject: Subject
  private let share: BatchShare
  private let labelSmoothing: Float
  private let measuredTraining: [Int]
  private let measuredTest: [Int]
  private var batches: ShuffledBatches
  // A run's own, so that runs side by side don't wait for each other.
  private let memory = TensorMemory()

  /// How many examples go through the network at a time when nothing is learned.
  private let chunk = 1_000

  /// Creates a task.
  ///
  /// - Parameters:
  ///   - subject: the network and its data, at least one example in each part.
  ///   - batchSize: the number of examples in a batch; at most all of them.
  ///   - measuredTraining: how many training examples the gradient is measured on, at most all.
  ///   - measuredTest: how many test examples are looked at, at most all.
  ///   - labelSmoothing: the share of a label that is spread over all classes in training, in
  ///     `0...1`; what is measured has none.
  ///   - decaysEmbeddings: whether embeddings are decayed as weights are.
  ///   - share: what of each batch is this process's.
  ///   - seed: decides the order of the examples.
  /// - Throws: `ParameterPartition.Failure` where the network's parameters can't be told apart,
  ///   `BatchShareError` where a batch has fewer examples than there are processes.
  public init(
    _ subject: Subject, batchSize: Int, measuredTraining: Int, measuredTest: Int,
    labelSmoothing: Float = 0, decaysEmbeddings: Bool = false,
    share: BatchShare = .whole, seed: UInt64
  ) throws {
    self.subject = subject
    self.share = share
    self.labelSmoothing = labelSmoothing
    groups = try ParameterPartition.decayingWeights(
      of: subject.network, decaysEmbeddings: decaysEmbeddings
    ).makeGroups()
    let count = subject.count(of: .training)
    batches = ShuffledBatches(count: count, batchSize: Swift.min(batchSize, count), seed: seed)
    guard batches.batchSize >= share.count else {
      throw BatchShareError(batchSize: batches.batchSize, count: share.count)
    }
    stepsPerEpoch = batches.batchesPerEpoch
    // All runs of all seeds are measured on the same examples.
    var generator = SplitMix64(seed: 0, stream: .measurement)
    self.measuredTraining = Self.sample(measuredTraining, of: count, &generator)
    self.measuredTest = Self.sample(measuredTest, of: subject.count(of: .test), &generator)
  }

  private static func sample(
    _ size: Int, of count: Int, _ generator: inout SplitMix64
  ) -> [Int] {
    size >= count ? Array(0..<count) : generator.permutation(count).prefix(size).sorted()
  }

  public var buffers: [Buffer] { subject.network.buffers }

  public mutating func skip(batches count: Int) {
    for _ in 0..<count { _ = batches.next() }
  }

  public mutating func takeGradient() -> Double {
    let places = batches.next()
    return gradient(
      of: share.part(of: places), smoothing: labelSmoothing,
      times: share.weight(in: places.count))
  }

  public mutating func measureTraining() -> (loss: Double, gradientNorm: Double) {
    (measuring { gradient(of: measuredTraining[...]) }, gradientNorm)
  }

  public var scaleInvariantWeights: [ScaleInvariantWeight] {
    (subject.network as? any ScaleInvariantNetwork)?.scaleInvariantWeights ?? []
  }

  public mutating func settle() {
    memory.use { settling { _ = subject.logits(.training, measuredTraining[...]) } }
  }

  public mutating func measureTest() -> (loss: Double, error: Double) {
    memory.use {
      evaluating {
        var (loss, mistakes, count) = (0.0, 0, 0)
        for start in stride(from: 0, to: measuredTest.count, by: chunk) {
          let places = measuredTest[start..<Swift.min(start + chunk, measuredTest.count)]
          let labels = subject.labels(.test, places)
          let logits = subject.logits(.test, places)
          loss += Double(logits.crossEntropy(labels).scalar) * Double(labels.count)
          mistakes += mistakeCount(logits, labels)
          count += labels.count
        }
        return (loss / Double(count), Double(mistakes) / Double(count))
      }
    }
  }

  /// The mean loss of some training examples, times a weight; its gradient is left in the parameters.
  private func gradient(
    of places: ArraySlice<Int>, smoothing: Float = 0, times weight: Double = 1
  ) -> Double {
    memory.use {
      for group in groups { group.clearGradients() }
      var loss = subject.logits(.training, places)
        .crossEntropy(subject.labels(.training, places), smoothing: smoothing)
      if weight != 1 { loss = loss * Float(weight) }
      loss.backward()
      return Double(loss.scalar)
    }
  }
}

/// A task whose network answers for its test examples.
package protocol AnsweringTask {
  /// The probability of each class, for each test example.
  func answers() -> [[Double]]
}

extension ClassificationTask: AnsweringTask {
  package func answers() -> [[Double]] {
    let count = subject.count(of: .test)
    return memory.use {
      evaluating {
        stride(from: 0, to: count, by: chunk).flatMap { start in
          let places = Array(start..<Swift.min(start + chunk, count))[...]
          let logits = subject.logits(.test, places)
          let (scores, width) = (logits.softmax().array, logits.count / places.count)
          return places.indices.map { row in
            scores[(row * width)..<((row + 1) * width)].map(Double.init)
          }
        }
      }
    }
  }
}

/// The number of rows whose largest element is not the one that the label names.
private func mistakeCount(_ logits: Tensor, _ labels: [Int]) -> Int {
  let value = logits.array
  let width = value.count / labels.count
  return labels.enumerated().count { row, label in
    let scores = value[(row * width)..<((row + 1) * width)]
    return scores.indices.max { scores[$0] < scores[$1] } != row * width + label
  }
}
