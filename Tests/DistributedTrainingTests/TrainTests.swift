import Descent
import DescentCommand
import Foundation
import Synchronization
import Testing

/// `train` over several ranks, as a user types it.
@Suite struct TrainTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("descent-\(UUID().uuidString)").path

  /// How each rank ends, and what it prints and says.
  private typealias Ending = (code: ExitCode, output: [String], errors: [String])

  private func train(over count: Int, batch: Int = 8, _ flags: String...) throws -> [Ending] {
    try train(over: count, batch: batch, flags)
  }

  private func train(over count: Int, batch: Int = 8, _ flags: [String]) throws -> [Ending] {
    let table = folder + "-table.csv"
    defer { try? FileManager.default.removeItem(atPath: table) }
    try (0..<44).map { "\($0 % 7),\($0 % 5),\($0 % 3 == 0 ? "a" : "b")" }.joined(separator: "\n")
      .write(toFile: table, atomically: true, encoding: .utf8)
    let words =
      ["train", "--data", "csv:\(table)", "--hidden", "6", "--batch", "\(batch)", "--steps", "10"]
      + flags
    return try ThreadRanks.run(count) { ranks in
      let lines = Mutex<[String]>([])
      let said = Mutex<[String]>([])
      let console = Console(
        print: { line in lines.withLock { $0.append(line) } },
        error: { line in said.withLock { $0.append(line) } })
      let code = CommandLineTool.descent(over: ranks).run(words, console: console)
      return (code, lines.withLock { $0 }, said.withLock { $0 })
    }
  }

  /// Two layers of 2 · 6 + 6 and 6 · 2 + 2 numbers.
  @Test func `what each rank keeps and sends is said, and the numbers are those of whole state`()
    throws
  {
    let whole = try train(over: 2)
    let sharded = try train(over: 2, "--shard-state")
    for endings in [whole, sharded] {
      #expect(endings.map(\.code) == [.success, .success])
      // Every rank knows all records; which are the same.
      #expect(endings[0].output.count == 10 && endings[0].output == whole[0].output)
      #expect(endings[0].errors.contains("descent: 2 processes train together"))
    }
    #expect(!whole[0].errors.contains { $0.contains("of state") })
    let shares = try sharded[0].errors.filter { $0.contains("of state") }.map { line in
      let match = try #require(
        line.wholeMatch(
          of:
            /descent: rank (\d) steps (\d+) numbers, keeps ([0-9.]+) kB of state and sends ([0-9.]+) kB a step/
        ))
      return (rank: match.1, elements: try #require(Int(match.2)), kept: match.3, sent: match.4)
    }
    #expect(shares.map(\.rank) == ["0", "1"])
    #expect(shares.map(\.elements).reduce(0, +) == 32)
    // A tile is not cut: one rank has all, and the other nothing.
    for share in shares { #expect((share.elements == 0) == (share.kept == "0.0")) }
    // What the other steps, or the parameters of what it steps itself: 128 bytes.
    #expect(shares.map(\.sent) == ["0.1", "0.1"])
    #expect(sharded[0].errors.contains { $0.hasPrefix("descent: each rank sent ") })
  }

  @Test func `whose statistics batch normalization takes is said`() throws {
    let apart = try train(over: 2, "--network", "mlp-bn")
    let shared = try train(over: 2, "--network", "mlp-bn", "--share-statistics")
    let sentence =
      "descent: 2 processes train together; batch normalization takes the statistics of "
    #expect(apart[0].errors.contains(sentence + "each one's share"))
    #expect(shared[0].errors.contains(sentence + "the whole batch"))
    #expect(apart[0].output != shared[0].output)
  }

  /// One process has the statistics of the whole batch anyway; two have not.
  @Test(arguments: [1, 2]) func `a run goes on without what changed nothing`(count: Int) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let flags = ["--network", "mlp-bn", "--out", folder]
    let codes = try [["--share-statistics"], ["--resume"], ["--share-statistics", "--resume"]]
      .map { try train(over: count, flags + $0)[0].code == .success }
    #expect(codes == [true, count == 1, true])
  }

  @Test func `one example for each rank is refused where norms need more`() throws {
    for ending in try train(over: 3, batch: 3, "--network", "mlp-bn") {
      #expect(ending.code == .usage)
      #expect(
        ending.errors.first?.hasSuffix(
          ": --network: mlp-bn needs two examples or more in a batch, for its norms, but there "
            + "is 1 for each process; take larger batches, or share statistics") == true)
    }
    let shared = try train(over: 3, batch: 3, "--network", "mlp-bn", "--share-statistics")
    #expect(shared.map(\.code) == [.success, .success, .success])
  }

  @Test func `one process keeps all of the state`() throws {
    let alone = try train(over: 1, "--shard-state")[0]
    #expect(alone.code == .success)
    #expect(alone.errors.contains("descent: there is one process, which keeps all of the state"))
    #expect(!alone.errors.contains { $0.contains("each rank sent") || $0.contains("together") })
  }

  /// Rank 0 alone writes, and the other one ends well.
  @Test func `the first rank writes, and a run that goes on has the shards`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let first = try train(over: 2, "--out", folder, "--shard-state")
    #expect(first.map(\.code) == [.success, .success])
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(files.contains("epochs.csv") && files.contains("index.html"))
    #expect(files.count { $0.contains("-of-0000") } == 2)
    let again = try train(over: 2, "--out", folder, "--shard-state", "--resume")
    #expect(again.map(\.code) == [.success, .success])
    #expect(again[0].errors.contains("descent: going on after step 10"))
    #expect(try train(over: 2, "--task", "cartpole").map(\.code) == [.usage, .usage])
  }
}
