import Foundation
import Studies
import Testing
import Training

/// The verdicts that the documentation publishes, from the numbers that were measured for them.
///
/// `Numbers/keep.py` wrote both files, of the pages of `descent study all --full`.
@Suite struct PublishedVerdictsTests {
  private static func lines(of name: String) throws -> [[String]] {
    let file = try #require(
      Bundle.module.url(forResource: name, withExtension: "txt", subdirectory: "Numbers"))
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .map { $0.components(separatedBy: "|") }
  }

  /// The runs of a study: arm, quantity, a place on a curve or nothing, and a number for each seed.
  private static func results(of study: String) throws -> StudyResults {
    let rows = try lines(of: "runs").filter { $0[0] == study }
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
    let published = try Self.lines(of: "verdicts").filter { $0[0] == name }
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

  /// What is chosen on the grid seeds decides which runs follow.
  @Test(arguments: Studies.all.map(\.card.name))
  func `the kept runs are those of the plan`(name: String) throws {
    let study = try #require(Studies.named(name))
    let results = try Self.results(of: name)
    let planned = Set(try study.runs(after: results).map(\.key))
    let missing = planned.subtracting(results.measurements.keys).map(\.arm)
    let extra = Set(results.measurements.keys).subtracting(planned).map(\.arm)
    #expect(Set(missing).isEmpty && Set(extra).isEmpty)
  }
}
