import Autodiff
import Kernels

/// The examples of a training run, batch after batch, each epoch in a random order of its own.
///
/// All batches have the same size: the examples that are left at the end of an epoch are left out of
/// it, others each time.
public struct ShuffledBatches: Sendable {
  /// The number of examples in a batch.
  public let batchSize: Int

  /// The number of batches in an epoch.
  public let batchesPerEpoch: Int

  private let count: Int
  private var generator: SplitMix64
  private var order: [Int] = []
  private var position = 0

  /// Creates the batches of a run.
  ///
  /// - Parameters:
  ///   - count: the number of examples, in `1...`.
  ///   - batchSize: the number of examples in a batch, in `1...count`.
  ///   - seed: equal seeds give equal batches.
  public init(count: Int, batchSize: Int, seed: UInt64) {
    require(
      batchSize > 0 && batchSize <= count,
      "ShuffledBatches: batchSize must be in 1...\(count), but is \(batchSize)")
    self.count = count
    self.batchSize = batchSize
    batchesPerEpoch = count / batchSize
    generator = SplitMix64(seed: seed, stream: .order)
  }

  /// The places of the next examples to train on.
  public mutating func next() -> ArraySlice<Int> {
    if position + batchSize > order.count {
      order = generator.permutation(count)
      position = 0
    }
    defer { position += batchSize }
    return order[position..<(position + batchSize)]
  }
}
