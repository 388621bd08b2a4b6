import Dispatch

/// Calls `body` for every index of `0 ..< count`, on as many threads as there are processors.
///
/// The work of an index must not depend on which thread runs it, or when: what is written for one
/// index is not read for another. A `count` of 1 runs on the calling thread.
///
/// - Parameters:
///   - count: the number of calls, in `0...`.
///   - threads: the largest number of threads to use; `1` runs everything on the calling thread.
///   - body: the work of one index.
public func forEachInParallel(
  count: Int, threads: Int = processorCount, _ body: @Sendable (Int) -> Void
) {
  if count <= 1 || threads <= 1 {
    for index in 0..<count { body(index) }
    return
  }
  // Each thread takes one contiguous share, so that it streams through memory of its own.
  let shares = Swift.min(count, threads)
  DispatchQueue.concurrentPerform(iterations: shares) { share in
    for index in (count * share / shares)..<(count * (share + 1) / shares) { body(index) }
  }
}
