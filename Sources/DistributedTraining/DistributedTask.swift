public import Autodiff
import Kernels
public import Training

/// A task of which each rank takes its share of every batch, with the mean of their gradients.
///
/// The base has a share of the batches (`TaskPlan.share`); optimizers, decays and wrappers are what they
/// are in one process, since nothing but the gradient is exchanged. Batch normalization takes the
/// statistics of a rank's share, unless they are shared, too. Gradients are sent in buckets, each as
/// soon as the backward pass has completed it, while the pass goes on: with the bits that sending them
/// afterwards would give.
///
/// ```swift
/// import DistributedTraining
///
/// let ranks: any Communicator = Alone()
/// let text = CharacterText(String(repeating: "to be or not to be ", count: 40).unicodeScalars)
/// let plan = TaskPlan(
///   data: .text(text, trainingShare: 0.9), hidden: [8], batchSize: 8,
///   share: BatchShare(ranks.rank, of: ranks.count))
/// var task: any TrainingTask = DistributedTask(try plan.makeTask(seed: 1), over: ranks)
/// #expect(task.takeGradient().isFinite)
/// ```
public struct DistributedTask: TrainingTask {
  private var base: any TrainingTask
  private let ranks: any Communicator
  private let sharesStatistics: Bool
  private let exchange: GradientExchange

  /// Creates a task.
  ///
  /// - Parameters:
  ///   - base: the task of this rank, which takes one backward pass for a gradient: the same network as on
  ///     the others, and its share of the batches.
  ///   - ranks: the processes.
  ///   - bucketSize: the number of gradients from which on they are sent, in `1...`.
  ///   - shards: the ranges of each group that each rank receives the means of, which are those that it
  ///     steps where state is shared out (`TrainingRun.shards`); nil where all receive all.
  ///   - sharesStatistics: whether batch normalization takes the statistics of the whole batch, as one
  ///     process does; each layer waits for the others three times on the way there, and once on the way
  ///     back.
  public init(
    _ base: any TrainingTask, over ranks: any Communicator, bucketSize: Int = 1 << 18,
    shards: [[Range<Int>]]? = nil, sharesStatistics: Bool = false
  ) {
    require(bucketSize > 0, "DistributedTask: bucketSize must be in 1..., but is \(bucketSize)")
    self.base = base
    self.ranks = ranks
    self.sharesStatistics = sharesStatistics
    exchange = GradientExchange(
      of: base.groups, over: ranks, bucketSize: bucketSize, shards: shards)
  }

  /// What this rank has sent so far.
  public var traffic: GradientTraffic { exchange.traffic }

  public var groups: [ParameterGroup] { base.groups }
  public var stepsPerEpoch: Int { base.stepsPerEpoch }
  public var buffers: [Buffer] { base.buffers }
  public var scaleInvariantWeights: [ScaleInvariantWeight] { base.scaleInvariantWeights }

  public mutating func skip(batches: Int) { base.skip(batches: batches) }
  public mutating func measureTraining() -> (loss: Double, gradientNorm: Double) {
    base.measureTraining()
  }
  public mutating func measureTest() -> (loss: Double, error: Double) { base.measureTest() }
  public mutating func settle() { base.settle() }

  public mutating func takeGradient() -> Double {
    if ranks.count == 1 { return base.takeGradient() }
    let loss = exchange.average { takeOwnGradient() }
    return ranks.gather([loss]).reduce(0) { $0 + $1[0] } / Double(ranks.count)
  }

  private mutating func takeOwnGradient() -> Double {
    sharesStatistics
      ? sharingBatch(by: exchange.sum) { base.takeGradient() } : base.takeGradient()
  }
}
