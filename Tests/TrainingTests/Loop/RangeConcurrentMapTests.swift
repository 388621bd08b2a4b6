import Foundation
import Synchronization
import Testing
import Training

@Suite struct RangeConcurrentMapTests {
  @Test(arguments: [(5..<12, 1), (5..<12, 3), (0..<2, 9), (3..<3, 2)])
  func `results stand in the order of the numbers, and workers are counted`(
    range: Range<Int>, workers: Int
  ) {
    let counts = Mutex((now: 0, most: 0))
    let results = range.concurrentMap(workers: workers) { number in
      counts.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      // Long enough for another one to begin.
      Thread.sleep(forTimeInterval: 0.002)
      counts.withLock { $0.now -= 1 }
      return number * number
    }
    #expect(results == range.map { $0 * $0 })
    #expect(counts.withLock(\.most) <= workers)
  }
}
