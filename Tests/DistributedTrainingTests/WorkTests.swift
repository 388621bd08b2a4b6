import DistributedTraining
import Foundation
import Synchronization
import Testing

@Suite struct WorkTests {
  /// What a rank heard, what it did itself, and whether the job was finished.
  private struct Heard: Sendable, Equatable {
    var results: [String] = []
    var own: [Int] = []
    var isFinished = false
  }

  private static func share(
    _ pieces: Int, over count: Int, workers: Int = 1,
    perform: @escaping @Sendable (Int) throws -> String? = { "result, \($0)" }
  ) throws -> [Heard] {
    try ThreadRanks.run(count) { ranks in
      var heard = Heard()
      let own = Mutex<[Int]>([])
      heard.isFinished = try ranks.share(pieces: pieces, workers: workers) { piece in
        own.withLock { $0.append(piece) }
        return try perform(piece)
      } receive: { piece, result in
        #expect(result == "result, \(piece)")
        heard.results.append(result)
      }
      heard.own = own.withLock { $0 }
      return heard
    }
  }

  @Test func `a result travels whole, whatever is in it`() throws {
    let results = ["", "\u{1F}", "1\u{1F}a\u{1F}\u{1F}b", "ended", "failed\u{1F}no", "two\nlines"]
    let heard = try ThreadRanks.run(2) { ranks in
      var heard: [Int: String] = [:]
      _ = try ranks.share(pieces: results.count, workers: 1) {
        results[$0]
      } receive: {
        heard[$0] = $1
      }
      return heard
    }
    for rank in heard { #expect(results.indices.map { rank[$0] } == results) }
  }

  @Test(arguments: [0, 1, 2, 13], 1...4)
  func everyPieceIsDoneOnceAndHeardByAllInOneOrder(pieces: Int, count: Int) throws {
    let heard = try Self.share(pieces, over: count, workers: 2)
    #expect(heard.flatMap(\.own).sorted() == Array(0..<pieces))
    #expect(Set(heard[0].results) == Set((0..<pieces).map { "result, \($0)" }))
    for rank in heard {
      #expect(rank.results == heard[0].results && rank.results.count == pieces && rank.isFinished)
    }
  }

  /// A long piece keeps one rank busy; the other does the rest meanwhile.
  @Test func whoHasAThreadFreeTakesTheNextPiece() throws {
    let done = DispatchSemaphore(value: 0)
    let heard = try Self.share(9, over: 2) { piece in
      if piece == 0 { done.wait() }
      if piece == 8 { done.signal() }
      return "result, \(piece)"
    }
    #expect(heard.map(\.own.count).sorted() == [1, 8])
  }

  @Test func whatIsEndedOnOneRankEndsOnAll() throws {
    let heard = try Self.share(100, over: 3) { $0 == 4 ? nil : "result, \($0)" }
    for rank in heard { #expect(!rank.isFinished && rank.results == heard[0].results) }
    // Those before it are done; of those after it at most the few that had begun.
    #expect((4...10).contains(heard[0].results.count))
  }

  @Test func aFailureIsHeardOnEveryRank() throws {
    struct Odd: Error {}
    let errors = try ThreadRanks.run(3) { ranks in
      do {
        _ = try ranks.share(pieces: 6, workers: 1) { piece in
          if piece == 1 { throw Odd() }
          return ""
        } receive: { _, _ in
        }
      } catch { return "\(error)" }
      return ""
    }
    let others = "rank 1 could not go on: Odd()"
    #expect(errors == [others, "Odd()", others])
  }
}
