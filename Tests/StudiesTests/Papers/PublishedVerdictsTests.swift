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

  private static func check(_ found: [String], against file: String, of study: String) throws {
    let kept = try lines(of: file).map { $0.joined(separator: "|") }
      .filter { $0.hasPrefix(study + "|") }
    #expect(found.count == kept.count, "\(file)")
    for (found, kept) in zip(found, kept) { #expect(found == kept, "\(file)") }
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
    try Self.check(settings, against: "settings", of: name)
  }

  @Test(arguments: Studies.all.map(\.card.name))
  func `kept runs give the published charts`(name: String) throws {
    let study = try #require(Studies.named(name))
    let found = study.charts(of: try Self.results(of: name)).flatMap { chart in
      chart.summary.map { "\(name)|\($0)" }
    }
    try Self.check(found, against: "charts", of: name)
  }
}

extension NetworkArm {
  /// Everything that decides a training but its seed.
  fileprivate var settings: String {
    // Only what is not as it usually is.
    let numbers =
      [
        "\(steps) steps", "\(records) records", "batch \(plan.batchSize)",
        "examples \(plan.examples ?? 0)", "noise \(plan.labelNoise)", "dropout \(plan.dropout)",
        "smoothing \(plan.labelSmoothing)", "order \(orderOffset)",
      ].filter { !$0.hasSuffix(" 0") && !$0.hasSuffix(" 0.0") }
      + (plan.decaysEmbeddings ? ["embeddings are decayed"] : [])
    return "\(plan.network) \(plan.hidden), \(plan.evaluation), "
      + numbers.joined(separator: ", ") + "|"
      + composition.lines.map(\.description).joined(separator: "; ")
  }
}

extension Chart {
  /// A line for each curve, row or field: where it begins and ends, and the mean.
  fileprivate var summary: [String] {
    func text(_ title: String, _ name: String, _ points: [(Double, Double)]) -> String {
      let mean = points.map(\.1).reduce(0, +) / Double(points.count)
      let ends = [points.first, points.last].compactMap(\.self)
      let numbers = ends.flatMap { [$0.0, $0.1] } + (points.isEmpty ? [] : [mean])
      return "\(title)|\(name)|\(points.count)|" + numbers.map { $0.text() }.joined(separator: " ")
    }
    switch self {
    case let chart as LineChart:
      return chart.curves.map { text(chart.title, $0.name, $0.points.map { ($0.x, $0.y) }) }
    case let chart as ScatterChart:
      return chart.series.map { text(chart.title, $0.name, $0.points.map { ($0.x, $0.y) }) }
    case let chart as IntervalChart:
      return chart.rows.map {
        text(chart.title, $0.name, [($0.low, $0.center), ($0.high, $0.center)])
      }
    case let chart as HeatMap:
      return zip(chart.rows, chart.values).map { row, values in
        text(chart.title, row, values.enumerated().map { (Double($0), $1) })
      }
    default: return ["another kind of chart"]
    }
  }
}
