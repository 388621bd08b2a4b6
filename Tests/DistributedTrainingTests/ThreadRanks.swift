import Descent
import DistributedTraining
import Foundation

/// Ranks that are threads of one process, for tests.
struct ThreadRanks: Communicator {
  let rank: Int
  private let meeting: Meeting

  var count: Int { meeting.count }

  /// Does work on so many threads, each with its rank.
  ///
  /// - Returns: what each rank came to, in their order.
  static func run<Value: Sendable>(
    _ count: Int, _ work: @escaping @Sendable (ThreadRanks) throws -> Value
  ) throws -> [Value] {
    let meeting = Meeting(count: count)
    let results = Results<Value>(count: count)
    for rank in 0..<count {
      let thread = Thread {
        results.set(rank, Result { try work(ThreadRanks(rank: rank, meeting: meeting)) })
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    return try results.wait().map { try $0.get() }
  }

  func exchange(_ parts: Span<Float>, counts: [Int], _ received: inout MutableSpan<Float>) {
    let start = counts.prefix(rank).reduce(0, +)
    let all = meeting.gather(parts.array, rank: rank)
    for (sender, numbers) in all.enumerated() {
      for i in 0..<counts[rank] { received[sender * counts[rank] + i] = numbers[start + i] }
    }
  }

  func gather(_ own: Span<Float>, counts: [Int], _ all: inout MutableSpan<Float>) {
    var start = 0
    for numbers in meeting.gather(own.array, rank: rank) {
      for i in numbers.indices { all[start + i] = numbers[i] }
      start += numbers.count
    }
  }

  func gather(_ own: [Double]) -> [[Double]] { meeting.gather(own, rank: rank) }
}

/// Where threads wait for each other with something in their hands.
private final class Meeting: @unchecked Sendable {
  let count: Int
  private let condition = NSCondition()
  private var brought: [Int: Any] = [:]
  private var taken: [Any] = []
  private var round = 0

  init(count: Int) { self.count = count }

  func gather<Value>(_ own: Value, rank: Int) -> [Value] {
    condition.lock()
    defer { condition.unlock() }
    let mine = round
    brought[rank] = own
    if brought.count == count {
      // Nobody begins the next round before all have read this one: each reads before it goes on.
      taken = (0..<count).map { brought[$0] as Any }
      brought = [:]
      round += 1
      condition.broadcast()
    }
    while round == mine { condition.wait() }
    return taken.compactMap { $0 as? Value }
  }
}

private final class Results<Value>: @unchecked Sendable {
  private let condition = NSCondition()
  private var values: [Int: Result<Value, any Error>] = [:]
  private let count: Int

  init(count: Int) { self.count = count }

  func set(_ rank: Int, _ value: Result<Value, any Error>) {
    condition.lock()
    values[rank] = value
    condition.broadcast()
    condition.unlock()
  }

  func wait() -> [Result<Value, any Error>] {
    condition.lock()
    defer { condition.unlock() }
    while values.count < count { condition.wait() }
    return (0..<count).compactMap { values[$0] }
  }
}

extension Span<Float> {
  /// The numbers.
  fileprivate var array: [Float] { indices.map { self[$0] } }
}
