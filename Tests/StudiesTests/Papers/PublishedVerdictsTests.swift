import Descent
import Foundation
import Testing
import Training

@testable import Studies

/// The verdicts that the documentation publishes, from the numbers that were measured for them.
///
/// `Numbers/keep.py` wrote runs and verdicts, of the pages of `descent study all --full`; settings and
/// charts are what the code said that made them.
@Suite struct PublishedVerdictsTests {
  /// The runs of a study: arm, quantity, a place on a curve or nothing, and a number for each seed.
  private static func results(of study: String) throws -> StudyResults {
    let rows = try keptLines("runs").filter { $0[0] == study }
    func seeds(_ arm: String) throws -> [UInt64] {
      try #require(rows.first { $0[1] == arm })[4].split(separator: " ").compactMap { UInt64($0) }
    }
    var results = StudyResults(
      form: .full, seeds: try seeds("seeds"), gridSeeds: try seeds("grid seeds"))
    for row in rows.dropFirst(2) {
      let all = row[1].hasPrefix("grid: ") ? results.gridSeeds : results.seeds
      let arm = row[1].hasPrefix("grid: ") ? String(row[1].dropFirst(6)) : row[1]
      for (seed, text) in zip(all, row[4].split(separator: " ")) {
        guard let number = Double(text) else { continue }
        var run = results[arm, seed] ?? Measurement()
        if row[2] == "diverged" {
          run.hasDiverged = number != 0
        } else if let place = Double(row[3]) {
          run.curves[row[2], default: []].append(.init(place, number))
        } else {
          run.values[row[2]] = number
        }
        results[arm, seed] = run
      }
    }
    return results
  }

  @Test(arguments: Studies.all.map(\.card.name))
  func `kept runs give the published verdicts`(name: String) throws {
    let study = try #require(Studies.named(name))
    let table = StudyReport(study, results: try Self.results(of: name), isComplete: true).table
    let published = try keptLines("verdicts").filter { $0[0] == name }
    #expect(table.rows.count == published.count)
    for (row, published) in zip(table.rows, published) {
      // Claim, verdict, quantity and what is asked, then center, low and high, then n and the word.
      #expect([row[2], row[4], row[5], row[6]] == Array(published[1...4]))
      for (found, kept) in zip(row[7...9], published[5...7]) {
        guard let number = Double(found), let expected = Double(kept), !expected.isNaN else {
          #expect(found == kept, "\(row[2])")
          continue
        }
        #expect(
          number == expected || abs(number - expected) <= 1e-4 + 1e-3 * abs(expected), "\(row[2])")
      }
      #expect([row[10], row[13]] == Array(published[8...9]), "\(row[2])")
    }
  }

  /// What is chosen on the grid seeds decides which runs follow; and numbers are no verdict on trainings
  /// with other settings than theirs.
  @Test(arguments: Studies.all.map(\.card.name))
  func `the kept runs are those of the plan`(name: String) throws {
    let study = try #require(Studies.named(name))
    let results = try Self.results(of: name)
    let runs = try study.runs(after: results)
    let planned = Set(runs.map(\.key))
    let missing = planned.subtracting(results.measurements.keys).map(\.arm)
    let extra = Set(results.measurements.keys).subtracting(planned).map(\.arm)
    #expect(Set(missing).isEmpty && Set(extra).isEmpty)
    var seen: Set<String> = []
    let settings = runs.compactMap { run -> String? in
      guard let arm = run.trained, seen.insert(arm.name).inserted else { return nil }
      return "\(name)|\(arm.name)|\(arm.settings)"
    }
    try expectKept(settings, against: "settings", of: name)
  }

  @Test(arguments: Studies.all.map(\.card.name))
  func `kept runs give the published charts`(name: String) throws {
    let study = try #require(Studies.named(name))
    let found = study.charts(of: try Self.results(of: name)).flatMap { chart in
      chart.summary.map { "\(name)|\($0)" }
    }
    try expectKept(found, against: "charts", of: name)
  }
}
