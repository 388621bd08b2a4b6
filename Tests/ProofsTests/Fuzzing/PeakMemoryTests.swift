import Testing

@testable import Proofs

@Suite struct PeakMemoryTests {
  /// Where the system says it, as Linux does.
  @Test func `the peak is counted in bytes, and stays when memory goes`() throws {
    guard let before = peakMemory() else { return }
    var all = [UInt8](repeating: 1, count: 64 << 20)
    for place in stride(from: 0, to: all.count, by: 4_096) { all[place] = 2 }
    let used = all.reduce(into: 0) { $0 &+= Int($1) }
    all = []
    let after = try #require(peakMemory())
    #expect(used > 0 && after >= before && after >= 64 << 20)
  }
}
