import Dispatch
import Foundation
import Kernels
import Synchronization
import Testing

@Suite struct ParallelTests {
  @Test(
    "Every index is worked on once", arguments: [0, 1, 2, 3, 10, 1000],
    [1, 2, 3, processorCount, 7]
  )
  func everyIndexOnce(count: Int, threads: Int) {
    let visits = Storage(count: count)
    for _ in 0..<50 {
      forEachInParallel(count: count, threads: threads) { increment(visits, $0) }
    }
    #expect(visits.span.indices.allSatisfy { visits.span[$0] == 50 })
  }

  @Test("What one loop has written, the next one sees, awake or asleep")
  func loopsFollowEachOther() {
    let values = Storage(count: 64)
    for round in 0..<2000 {
      // Now and then, long enough for the helpers to fall asleep.
      if round % 500 == 0 { Thread.sleep(forTimeInterval: 0.002) }
      forEachInParallel(count: 64, threads: 4) { increment(values, $0) }
      forEachInParallel(count: 32, threads: 3) { index in
        var target = values.mutableSpan
        target[index] = target[63 - index]
      }
    }
    #expect(values.span.indices.allSatisfy { values.span[$0] == 2000 })
  }

  @Test("A loop within a loop, and loops side by side, are worked off too")
  func loopsWithinLoops() {
    let visits = Storage(count: 8 * 5 * 3)
    DispatchQueue.concurrentPerform(iterations: 8) { outer in
      for _ in 0..<20 {
        forEachInParallel(count: 5, threads: 2) { middle in
          forEachInParallel(count: 3, threads: 2) { inner in
            increment(visits, (outer * 5 + middle) * 3 + inner)
          }
        }
      }
    }
    #expect(visits.span.indices.allSatisfy { visits.span[$0] == 20 })
  }

  @Test("A limit holds for every loop that its thread begins", arguments: [1, 2])
  func limit(threads: Int) {
    let before = limitThreads(to: threads)
    let seen = Mutex<Set<ObjectIdentifier>>([])
    for _ in 0..<50 {
      forEachInParallel(count: 8, threads: 8) { _ in
        let thread = ObjectIdentifier(Thread.current)
        seen.withLock { _ = $0.insert(thread) }
        Thread.sleep(forTimeInterval: 1e-5)
      }
    }
    #expect(limitThreads(to: before) == threads)
    #expect(seen.withLock { $0.count } <= threads)
  }

  private func increment(_ storage: Storage, _ index: Int) {
    var elements = storage.mutableSpan(index..<index + 1)
    elements[0] += 1
  }

  /// In a process of its own, where no other loop has the helpers: the first share waits for the second.
  @Test("Two shares run side by side", .enabled(if: processorCount > 1))
  func twoSharesRunSideBySide() async {
    await #expect(processExitsWith: .success) {
      let hasBegun = DispatchSemaphore(value: 0)
      let hasSeen = Storage(count: 1)
      forEachInParallel(count: 2, threads: 2) { index in
        guard index == 0 else {
          hasBegun.signal()
          return
        }
        var seen = hasSeen.mutableSpan
        seen[0] = hasBegun.wait(timeout: .now() + 10) == .success ? 1 : 0
      }
      #expect(hasSeen.span[0] == 1)
    }
  }
}
