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

  /// Whether batch normalization takes the statistics of all shares together.
  public let sharesStatistics: Bool

  /// All of every batch.
  public static let whole = BatchShare(0, of: 1)

  /// Creates a share.
  ///
  /// - Parameters:
  ///   - rank: the place among the processes, in `0..<count`.
  ///   - count: the number of processes, in `1...`.
  ///   - sharesStatistics: whether batch normalization takes the statistics of all shares together.
  public init(_ rank: Int, of count: Int, sharesStatistics: Bool = false) {
    require(
      (0..<count).contains(rank), "BatchShare: rank must be in 0..<\(count), but is \(rank)")
    self.rank = rank
    self.count = count
    self.sharesStatistics = sharesStatistics
  }

  /// How many examples of a batch normalization averages over at least.
  ///
  /// - Parameter size: the number of examples in the batch.
  /// - Returns: those of the smallest share, or all where statistics are shared.
  func leastAveraged(of size: Int) -> Int { sharesStatistics ? size : size / count }

  /// The share of a batch.
  ///
  /// - Parameter batch: the places of the examples.
  /// - Returns: as many for each process, or one more for some.
  public func part(of batch: ArraySlice<Int>) -> ArraySlice<Int> {
    let part = part(of: batch.count)
    return batch.dropFirst(part.lowerBound).prefix(part.count)
  }

  /// Where the share of a batch of so many examples lies in it.
  private func part(of size: Int) -> Range<Int> {
    (size * rank / count)..<(size * (rank + 1) / count)
  }

  /// What the mean over this process's share of a batch is multiplied by, so that the mean over the
  /// processes is that over the batch: 1 where all have as many examples.
  ///
  /// - Parameter size: the number of examples in the batch.
  /// - Returns: the number of examples of this process, times that of processes, over `size`.
  func weight(in size: Int) -> Double {
    Double(part(of: size).count * count) / Double(size)
  }
}

/// Why batches can't be shared; its description is one line.
public struct BatchShareError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The number of examples in a batch.
  public let batchSize: Int

  /// The number of processes.
  public let count: Int

  /// Both numbers, and what helps.
  public var description: String {
    "a batch of \(batchSize) examples can't be shared by \(count) processes; take \(count) or more"
  }
}
