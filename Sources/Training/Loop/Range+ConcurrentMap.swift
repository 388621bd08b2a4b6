import Dispatch
import Synchronization

extension Range<Int> {
  /// Calls `body` for every number of the range on several threads, each taking the next number when it
  /// is done with one.
  ///
  /// - Parameters:
  ///   - workers: the largest number of threads, in `1...`.
  ///   - body: the work of one number.
  /// - Returns: the results, in the order of the numbers.
  package func concurrentMap<Result: Sendable>(
    workers: Int, _ body: @escaping @Sendable (Int) -> Result
  ) -> [Result] {
    let next = Mutex(lowerBound)
    let results = Mutex([Result?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: Swift.min(count, workers)) { _ in
      while true {
        let number = next.withLock { next in
          defer { next += 1 }
          return next
        }
        guard number < upperBound else { return }
        let result = body(number)
        results.withLock { $0[number - lowerBound] = result }
      }
    }
    return results.withLock { $0.compactMap { $0 } }
  }
}
