internal import KernelShims

/// Lets loops use at most so many threads, those within other functions included, from now on and where
/// this thread begins them.
///
/// - Parameter threads: the largest number.
/// - Returns: the largest number so far, to be set again.
package func limitThreads(to threads: Int) -> Int {
  defer { kernel_set_thread_limit(threads) }
  return kernel_thread_limit()
}

/// Calls `body` for every index of `0 ..< count`, on as many threads as there are processors.
///
/// The work of an index must not depend on which thread runs it, or when: what is written for one
/// index is not read for another. A `count` of 1 runs on the calling thread, and so does a loop
/// within a loop, or one that another thread's loop leaves no thread for.
///
/// - Parameters:
///   - count: the number of calls, in `0...`.
///   - threads: the largest number of threads to use; `1` runs everything on the calling thread.
///   - body: the work of one index.
public func forEachInParallel(
  count: Int, threads: Int = processorCount, _ body: @Sendable (Int) -> Void
) {
  require(count >= 0, "forEachInParallel: count must be in 0..., but is \(count)")
  // Each share is one contiguous range, so that its thread streams through memory of its own.
  let shares = Swift.min(count, threads, kernel_thread_limit())
  if shares > 1 {
    let isDone = WorkerTeam.shared.run(shares: shares) { share in
      for index in (count * share / shares)..<(count * (share + 1) / shares) { body(index) }
    }
    if isDone { return }
  }
  for index in 0..<count { body(index) }
}

/// Calls `body` for contiguous parts of `0 ..< count`, on several threads if there is enough to do.
///
/// Where the parts begin depends on the number of threads: what is written for an index must not.
///
/// - Parameters:
///   - count: the number of indices, in `0...`.
///   - smallest: the smallest part that is worth waking a thread for, in `1...`.
///   - threads: the largest number of threads to use.
///   - body: the work of a part.
@inline(__always) package func forEachPart(
  of count: Int, smallest: Int, threads: Int = processorCount,
  _ body: @Sendable (Range<Int>) -> Void
) {
  let parts = Swift.min(threads, count / smallest)
  if parts <= 1 { return body(0..<count) }
  forEachInParallel(count: parts, threads: threads) { part in
    body((count * part / parts)..<(count * (part + 1) / parts))
  }
}
