import Kernels

/// The processes that run one program together, each with a rank, and how they exchange numbers.
///
/// Every rank calls the same methods in the same order with equal counts; each waits for the others.
///
/// ```swift
/// import DistributedTraining
///
/// let ranks: any Communicator = Alone()
/// #expect(ranks.gather([0.5]) == [[0.5]])
/// ```
public protocol Communicator: Sendable {
  /// The place of this process among all, in `0..<count`.
  var rank: Int { get }

  /// The number of processes, in `1...`.
  var count: Int { get }

  /// Sends each rank the part of the numbers that lies at its place, and receives theirs.
  ///
  /// - Parameters:
  ///   - parts: the numbers for each rank, in the order of the ranks.
  ///   - counts: how many are for each rank; the same on all.
  ///   - received: the numbers for this rank from each, in the order of the ranks.
  func exchange(_ parts: Span<Float>, counts: [Int], _ received: inout MutableSpan<Float>)

  /// Receives the numbers of all ranks.
  ///
  /// - Parameters:
  ///   - own: the numbers of this rank.
  ///   - counts: how many there are of each rank; the same on all.
  ///   - all: the numbers of all, in the order of the ranks.
  func gather(_ own: Span<Float>, counts: [Int], _ all: inout MutableSpan<Float>)

  /// Receives a few numbers of all ranks.
  ///
  /// - Parameter own: the numbers of this rank.
  /// - Returns: the numbers of each rank, in their order.
  func gather(_ own: [Double]) -> [[Double]]
}

/// A process without others.
public struct Alone: Communicator {
  /// 0.
  public let rank = 0

  /// 1.
  public let count = 1

  /// Creates the only process.
  public init() {}

  /// Receives its own part.
  public func exchange(
    _ parts: Span<Float>, counts: [Int], _ received: inout MutableSpan<Float>
  ) { received.copy(parts) }

  /// Receives its own numbers.
  public func gather(_ own: Span<Float>, counts: [Int], _ all: inout MutableSpan<Float>) {
    all.copy(own)
  }

  /// Receives its own numbers.
  public func gather(_ own: [Double]) -> [[Double]] { [own] }
}
