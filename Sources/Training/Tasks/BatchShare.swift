import Kernels

/// Which part of every batch is this process's, where several train together.
///
/// ```swift
/// #expect(BatchShare(1, of: 4).part(of: [3, 1, 4, 1, 5, 9, 2, 6][...]) == [4, 1])
/// ```
public struct BatchShare: Sendable, Hashable {
  /// The place among the processes, in `0..<count`.
  public let rank: Int

  /// The number of processes, in `1...`.
  public let count: Int

  /// All of every batch.
  public static let whole = BatchShare(0, of: 1)

  /// Creates a share.
  ///
  /// - Parameters:
  ///   - rank: the place among the processes, in `0..<count`.
  ///   - count: the number of processes, in `1...`.
  public init(_ rank: Int, of count: Int) {
    require(
      (0..<count).contains(rank), "BatchShare: rank must be in 0..<\(count), but is \(rank)")
    self.rank = rank
    self.count = count
  }

  /// The share of a batch whose size is a multiple of the number of processes.
  ///
  /// - Parameter batch: the places of the examples.
  /// - Returns: as many for each process.
  public func part(of batch: ArraySlice<Int>) -> ArraySlice<Int> {
    let size = batch.count / count
    let start = batch.startIndex + rank * size
    return batch[start..<(start + size)]
  }
}

/// Why batches can't be shared; its description is one line.
public struct BatchShareError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The number of examples in a batch.
  public let batchSize: Int

  /// The number of processes.
  public let count: Int

  /// The sizes, and the nearest that can be shared.
  public var description: String {
    let below = batchSize / count * count
    let sizes = below > 0 ? "\(below) or \(below + count)" : "\(count)"
    return
      "a batch of \(batchSize) examples can't be shared evenly by \(count) processes; take \(sizes)"
  }
}
