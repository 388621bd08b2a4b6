@testable import Studies
import Descent
import Testing
import Training

/// Verdicts, tables and charts of runs whose numbers are made up of their names.
///
/// No two arms, quantities or seeds have the same number: what is read of another one than it was, with
/// another sign or at another place, shows. The kept runs lack most of what no verdict reads.
@Suite struct MadeUpRunsTests {
  private static let courses = [
    "training_loss", "test_loss", "test_error", "gradient_norm", "weight_norm", "norm",
    "mean of max Q", "pull", "position",
  ]

  /// What the runs of a study may leave behind.
  private static func quantities(of study: any Study) throws -> Set<String> {
    let kept = try keptLines("runs").filter { $0[0] == study.card.name && $0[3].isEmpty }.map {
      $0[2]
    }
    return Set(kept + study.shown.map(\.name) + courses).subtracting(["diverged", ""])
  }

  /// FNV-1a.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// A number in 0.1..<0.9.
  private static func number(_ arm: UInt64, _ name: UInt64, _ seed: UInt64) -> Double {
    var generator = SplitMix64(seed: arm &* 31 &+ name &* 17 &+ seed)
    return 0.1 + 0.8 * Double(generator.next() >> 11) / Double(1 << 53)
  }

  private static func run(_ key: StudyRun.Key, _ quantities: [String: UInt64]) -> Measurement {
    var run = Measurement()
    let arm = hash(key.arm)
    for (name, hash) in quantities {
      // Where a norm drifts, it is not at rest.
      run.values[name] = number(arm, hash, key.seed) / (name.hasPrefix("drift") ? 100 : 1)
    }
    for name in courses {
      let start = number(arm, hash(name), key.seed)
      run.curves[name] = (1...7).map { .init(Double(100 * $0), start / Double($0)) }
    }
    return run
  }

  /// Made-up runs of the arms of the kept ones.
  private static func results(of study: any Study) throws -> StudyResults {
    let quantities = Dictionary(
      uniqueKeysWithValues: try quantities(of: study).map { ($0, hash($0)) })
    var results = StudyResults(form: .full, seeds: [31, 32, 33], gridSeeds: [201])
    let arms = Set(try keptLines("runs").filter { $0[0] == study.card.name }.map { $0[1] })
    for arm in arms.subtracting(["seeds", "grid seeds"]) {
      let isChoice = arm.hasPrefix("grid: ")
      for seed in isChoice ? results.gridSeeds : results.seeds {
        let key = StudyRun.Key(arm: isChoice ? String(arm.dropFirst(6)) : arm, seed: seed)
        results[key.arm, seed] = run(key, quantities)
      }
    }
    return results
  }

  private static func text(_ cell: String) -> String { Double(cell)?.text() ?? cell }

  @Test(arguments: Studies.all.map(\.card.name))
  func `made-up runs give what they gave`(name: String) throws {
    let study = try #require(Studies.named(name))
    let results = try Self.results(of: study)
    let report = StudyReport(study, results: results, isComplete: true)
    let verdicts = report.table.rows.map { row in
      "\(name)|verdict|"
        + ([row[2], row[5]] + row[7...12].map(Self.text) + [row[13]]).joined(separator: "|")
    }
    let arms = report.armTable.rows.map { "\(name)|arm|" + $0.joined(separator: "|") }
    let charts = study.charts(of: results).flatMap(\.summary).map { "\(name)|chart|\($0)" }
    try expectKept(verdicts + arms + charts, against: "madeUp", of: name)
  }
}
