import Descent
import Foundation
import TestSupport
import Testing
import Training

@testable import Studies

/// The lines of a file in `Numbers`, cut at their bars.
func keptLines(_ name: String) throws -> [[String]] {
  let file = try #require(
    Bundle.module.url(forResource: name, withExtension: "txt", subdirectory: "Numbers"))
  return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    .map { $0.components(separatedBy: "|") }
}

/// Expects the lines of a study, which begin with its name, to be those of a file in `Numbers`.
func expectKept(_ found: [String], against file: String, of study: String) throws {
  let difference = try KeptText("../Numbers/\(file).txt", beside: #filePath)
    .difference(from: found, beginning: study + "|")
  #expect(difference == nil)
}

/// Expects what runs have measured to be what the kept runs of the same arms and seeds have.
func expectKeptRuns(_ results: StudyResults, of study: String) throws {
  let rows = try keptLines("runs").filter { $0[0] == study }
  let seeds = try #require(rows.first { $0[1] == "seeds" })[4].split(separator: " ")
  var count = 0
  for row in rows where row[3].isEmpty {
    for (seed, text) in zip(seeds, row[4].split(separator: " ")) {
      guard let seed = UInt64(seed), let kept = Double(text),
        let found = results[row[1], seed]?.values[row[2]]
      else { continue }
      count += 1
      #expect(abs(found - kept) <= 1e-3 * abs(kept) + 1e-6, "\(row[1]), \(row[2]), seed \(seed)")
    }
  }
  #expect(count > 0, "\(study)")
}

extension NetworkArm {
  /// Everything that decides a training but its seed.
  var settings: String {
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
  var summary: [String] {
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
