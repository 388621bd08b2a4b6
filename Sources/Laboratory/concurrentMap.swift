import Dispatch
import Synchronization

/// Calls `body` for every index of `0 ..< count` on several threads, each taking the next index when
/// it is done with one.
///
/// - Parameters:
///   - count: the number of calls, in `0...`.
///   - workers: the largest number of threads, in `1...`.
///   - body: the work of one index.
/// - Returns: the results, in the order of the indices.
func concurrentMap<Result: Sendable>(
  count: Int, workers: Int, _ body: @escaping @Sendable (Int) -> Result
) -> [Result] {
  let next = Mutex(0)
  let results = Mutex([Result?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: Swift.min(count, workers)) { _ in
    while true {
      let index = next.withLock { next in
        defer { next += 1 }
        return next
      }
      guard index < count else { return }
      let result = body(index)
      results.withLock { $0[index] = result }
    }
  }
  return results.withLock { $0.compactMap { $0 } }
}
