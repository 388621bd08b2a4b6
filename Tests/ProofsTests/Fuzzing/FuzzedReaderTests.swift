import Proofs
import TestSupport
import Testing
import Training

@Suite struct FuzzedReaderTests {
  @Test(arguments: FuzzedReader.standard.map(\.name))
  func `damaged files are taken or refused in one line`(_ name: String) throws {
    let reader = try #require(FuzzedReader.standard.first { $0.name == name })
    let tally = FuzzTally(of: reader, 0..<300, seed: 4) { Issue.record("\($0)") }
    // Neither is so without the other: most damage is seen, but some goes deeper.
    #expect(tally.refusals > 20 && tally.accepted > 0, "\(tally.line)")
  }

  /// How much is taken and how much refused: a reader that refuses what it is given tells nothing.
  @Test func `as many files are taken as were`() throws {
    let lines = FuzzedReader.standard.map { reader in
      "\(reader.name): " + FuzzTally(of: reader, 0..<60, seed: 5) { Issue.record("\($0)") }.line
    }
    let difference = try KeptText("tallies.txt", beside: #filePath).difference(from: lines)
    #expect(difference == nil)
  }

  @Test func `seed and number determine a file`() {
    let reader = FuzzedReader.standard[0]
    let files = (0..<50).map { reader.mutation($0, seed: 1) }
    #expect(files == (0..<50).map { reader.mutation($0, seed: 1) })
    #expect(Set(files).count > 45)
    #expect(files != (0..<50).map { reader.mutation($0, seed: 2) })
  }

  @Test func `sums of tallies have the largest file of all`() {
    let reader = FuzzedReader.standard[0]
    let parts = [0..<3, 3..<9, 9..<10].map { FuzzTally(of: reader, $0, seed: 1) { _ in } }
    var sum = FuzzTally()
    for part in parts { sum += part }
    #expect(sum.line == FuzzTally(of: reader, 0..<10, seed: 1) { _ in }.line)
    #expect(sum.mutations == 10)
    #expect(sum.largestFile == (0..<10).map { reader.mutation($0, seed: 1).count }.max())
  }

  /// What a reader must not do.
  @Test func `a reader that breaks a rule fails`() {
    func response(_ error: any Error & Sendable) -> FuzzedReader.Response {
      FuzzedReader("broken", samples: [[1]], refusals: [DataError.self]) { _ in throw error }
        .response(to: [1])
    }
    #expect(
      response(DataError("a", .unreadable("lost"))) == .refused("a: lost"))
    #expect(response(CancellationError()) == .failed("CancellationError: CancellationError()"))
    #expect(
      response(BrokenPromise("half of it is loaded"))
        == .failed("BrokenPromise: half of it is loaded"))
    struct Talkative: Error, CustomStringConvertible { let description = "two\nlines" }
    let reader = FuzzedReader("broken", samples: [[1]], refusals: [Talkative.self]) { _ in
      throw Talkative()
    }
    var reports: [String] = []
    let tally = FuzzTally(of: reader, 5..<6, seed: 2) { reports.append($0) }
    #expect(tally.failures == 1)
    #expect(
      reports == [
        "descent fuzz --reader broken --seed 2 --from 5 --mutations 1\n"
          + #"control characters in a message: two\nlines"#
      ])
  }
}
