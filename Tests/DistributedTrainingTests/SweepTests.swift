import Descent
import DescentCommand
import DistributedTraining
import Foundation
import OptimizationTesting
import Studies
import Synchronization
import Testing

/// `study`, `compare` and `laws` over several ranks, as a user types them.
@Suite struct SweepTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("descent-\(UUID().uuidString)").path

  /// What the ranks print, and how each ends.
  private static func run(
    _ words: [String], over count: Int,
    tool: @escaping @Sendable (any Communicator) -> CommandLineTool = CommandLineTool.descent(over:)
  ) throws -> [(code: ExitCode, output: [String])] {
    try ThreadRanks.run(count) { ranks in
      let lines = Mutex<[String]>([])
      let console = Console(
        print: { line in lines.withLock { $0.append(line) } }, error: { _ in })
      return (tool(ranks).run(words, console: console), lines.withLock { $0 })
    }
  }

  private func file(_ name: String) throws -> String {
    try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
  }

  /// Runs a study over some ranks, and gives what is in its folder.
  private func study(over count: Int, _ flags: String...) throws -> [String] {
    let words = ["study", "choosing", "--out", folder] + flags
    let results = try Self.run(words, over: count) { ranks in
      CommandLineTool(
        name: "descent", summary: "", commands: [StudyCommand(studies: [Choosing()], over: ranks)])
    }
    #expect(results.allSatisfy { $0.code == .success })
    return try ["runs.csv", "verdicts.csv"].map { try file("choosing/\($0)") }
      + [results[0].output.joined()]
  }

  @Test func aStudyHasTheBytesOfOneProcess() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let one = try study(over: 1)
    for count in 2...4 { #expect(try study(over: count, "--overwrite") == one) }
    // A killed job has some of the runs, and goes on with them: those are not done again.
    let rows = one[0].split(separator: "\n", omittingEmptySubsequences: false)
    let half = rows.prefix(rows.count / 2).joined(separator: "\n") + "\n"
    try half.write(toFile: "\(folder)/choosing/runs.csv", atomically: true, encoding: .utf8)
    #expect(try study(over: 3, "--resume") == one)
  }

  /// A study that one rank was asked to end is the last one of all.
  @Test func whatOneRankEndsIsEndedOnAll() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let results = try Self.run(["study", "all", "--out", folder], over: 3) { ranks in
      let studies: [any Study] = [
        Choosing(), Choosing(name: "ending", isEnded: ranks.rank == 1), Choosing(name: "after"),
      ]
      return CommandLineTool(
        name: "descent", summary: "", commands: [StudyCommand(studies: studies, over: ranks)])
    }
    #expect(results.map(\.code) == [.interrupted, .success, .success])
    #expect(try file("choosing/runs.csv").contains("chosen"))
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/after"))
  }

  @Test func aComparisonHasTheBytesOfOneProcess() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let rows = (0..<40).map { "\($0 % 7),\($0 % 5),\($0 % 7 > $0 % 5 ? "more" : "less")" }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let table = "\(folder)/table.csv"
    try (["a,b,kind"] + rows).joined(separator: "\n").write(
      toFile: table, atomically: true, encoding: .utf8)
    let words = [
      "compare", "--data", "csv:\(table)", "--label", "kind", "--steps", "3", "--batch", "8",
      "--hidden", "4", "--seeds", "2", "--decay", "none", "--decay", "stable:1e-3", "--overwrite",
      "--out", folder,
    ]
    let files = try [1, 3].map { count in
      _ = try Self.run(words, over: count)
      return try ["runs.csv", "verdicts.csv", "test-error.svg"].map(file)
    }
    let areEqual = files[0] == files[1]
    #expect(areEqual)
    let isRun = files[0][0].contains("stable:1e-3,32,test_error")
    #expect(isRun)
  }

  @Test func lawsPrintWhatOneProcessPrints() throws {
    // A law that not everything keeps: what fails is printed, too.
    let law = Law.equivalence(
      "the rate is 3", of: { .sgd(learningRate: $0.schedule) },
      and: { _ in .sgd(learningRate: .constant(3)) })
    let tool = { @Sendable (ranks: any Communicator) in
      CommandLineTool(
        name: "descent", summary: "", commands: [LawsCommand(laws: [law], stretch: 4, over: ranks)])
    }
    let words = ["laws", "--combinations", "7", "--seed", "1", "--first", "7"]
    let one = try Self.run(words, over: 1, tool: tool)[0]
    let three = try Self.run(words, over: 3, tool: tool)
    #expect(three[0].output == one.output)
    #expect(one.output.last?.hasPrefix("7 combinations, ") == true)
    #expect(one.output.count > 3)
    #expect(three.map(\.code) == [.failure, .success, .success])
  }
}

/// Chooses the better of two arms on the grid seeds, and compares it with a third.
private struct Choosing: Study {
  var name = "choosing"
  /// Whether the runs of this rank are ended before their end.
  var isEnded = false

  var card: StudyCard {
    StudyCard(
      number: nil, name: name, title: "Is it more?", setting: [], limits: [],
      quick: StudyBudget(seeds: 31...34, seconds: 1), full: StudyBudget(seeds: 31...34, seconds: 1))
  }
  static let count = Quantity("count", worst: 100)
  let claims = [
    Claim(
      "more", "The better one is more.", source: "everybody",
      .difference(Contrast(count, "chosen", minus: "plain"), atLeast: 0.5))
  ]

  func runs(after results: StudyResults) -> [StudyRun] {
    let grid = ["two", "three"]
    var runs = grid.flatMap { arm in results.gridSeeds.map { run(arm, $0, Double(arm.count)) } }
    if let best = results.best(of: grid, by: Self.count) {
      for seed in results.seeds {
        runs += [run("chosen", seed, Double(best.count)), run("plain", seed, .nan)]
      }
    }
    return runs
  }

  private func run(_ arm: String, _ seed: UInt64, _ count: Double) -> StudyRun {
    StudyRun(arm: arm, seed: seed) { [isEnded] _ in
      if isEnded { return nil }
      return Measurement(
        values: ["count": count + 1 / Double(seed)],
        curves: ["\"course\", λ": [.init(1, count / 3)]])
    }
  }
}
