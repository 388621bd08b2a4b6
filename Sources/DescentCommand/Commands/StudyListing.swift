import Foundation
import Studies
import Training

/// The studies that can be run: what each asks, and what it costs.
struct StudyListing: Encodable {
  let studies: [Entry]

  struct Entry: Encodable {
    let number: Int?
    let name: String
    let title: String
    let rows: [Int]
    let claims: [String]
    let quickSeconds: Double
    let quickSeeds: Int
    let fullSeconds: Double
    let fullSeeds: Int
  }

  init(_ studies: [any Study]) {
    self.studies = studies.map { study in
      let card = study.card
      return Entry(
        number: card.number, name: card.name, title: card.title, rows: card.rows,
        claims: study.claims.map { "\($0.name): \($0.sentence)" }, quickSeconds: card.quick.seconds,
        quickSeeds: card.quick.seeds.count, fullSeconds: card.full.seconds,
        fullSeeds: card.full.seeds.count)
    }
  }

  /// The list for people, or for programs.
  func text(asJSON: Bool) throws -> String {
    if asJSON { return try json(self) }
    let entries = studies.map { entry in
      let claims = entry.claims.map { "    · \($0)" }.joined(separator: "\n")
      return "\(entry.number.map { "S\($0) " } ?? "")\(entry.name)  \(entry.title)\n\(claims)\n"
        + "    quick \(Self.time(entry.quickSeconds)) and \(entry.quickSeeds) seeds, "
        + "full \(Self.time(entry.fullSeconds)) and \(entry.fullSeeds) seeds, on one core\n"
        + "    rows of the papers' list: \(entry.rows.map(String.init).joined(separator: ", "))"
    }
    return entries.joined(separator: "\n\n")
  }

  /// A length of time in words.
  static func time(_ seconds: Double) -> String {
    seconds < 90
      ? "\(seconds.rounded(.up).text(decimals: 0)) s" : "\((seconds / 60).text(decimals: 0)) min"
  }
}

/// The verdicts of some studies as data.
struct VerdictListing: Encodable {
  let studies: [Entry]

  struct Entry: Encodable {
    let number: Int?
    let name: String
    let form: String
    let seeds: [UInt64]
    let isComplete: Bool
    let arms: [ArmEntry]
    let verdicts: [VerdictEntry]
  }

  struct ArmEntry: Encodable {
    let arm: String
    let runs: Int
    let diverged: Int
    let numbers: [String: Spread]
  }

  struct Spread: Encodable {
    let mean, deviation: Double?
  }

  struct VerdictEntry: Encodable {
    let claim: String
    let sentence: String
    let isExact: Bool
    let verdict: String
    let explanation: String
    let numbers: [NumberEntry]
    let failedControls: [String]
    let weakControls: [String]
  }

  /// A number that decides, with its interval; what is infinite is left out.
  struct NumberEntry: Encodable {
    let name: String
    let asked: String?
    let verdict: String?
    let seeds: Int
    let center, low, high: Double?
    /// Of a gradient's norm: d log‖g‖, and d log(‖g‖ ‖w‖) and d log‖w‖, whose difference it is.
    let parts: [NumberEntry]?

    init(_ evidence: Contrast.Evidence, asked: String? = nil, verdict: String? = nil) {
      name = evidence.contrast.name
      self.asked = asked
      self.verdict = verdict
      seeds = evidence.seeds.count
      center = evidence.estimate.center.ifFinite
      low = evidence.estimate.low.ifFinite
      high = evidence.estimate.high.ifFinite
      parts = evidence.parts.isEmpty ? nil : evidence.parts.map { NumberEntry($0) }
    }
  }

  init(_ reports: [StudyReport]) {
    studies = reports.map { report in
      Entry(
        number: report.study.card.number, name: report.study.card.name,
        form: report.results.form.rawValue, seeds: report.results.seeds,
        isComplete: report.isComplete,
        arms: report.arms.map { arm in
          ArmEntry(
            arm: arm.name, runs: arm.runs, diverged: arm.diverged,
            numbers: arm.numbers.mapValues {
              Spread(mean: $0.mean.ifFinite, deviation: $0.deviation.ifFinite)
            })
        },
        verdicts: report.verdicts.map { verdict in
          VerdictEntry(
            claim: verdict.claim.name, sentence: verdict.claim.sentence,
            isExact: verdict.claim.question.isExact, verdict: verdict.word.rawValue,
            explanation: verdict.sentence,
            numbers: verdict.answer.parts.map {
              NumberEntry($0.evidence, asked: $0.demand, verdict: $0.word.rawValue)
            },
            failedControls: verdict.controls.filter { !$0.passes }.map(\.name),
            weakControls: verdict.controls.filter { $0.passes && $0.isWeak }.map(\.name))
        })
    }
  }

  /// The JSON.
  var text: String { get throws { try json(self) } }
}

extension Double {
  /// The number, where JSON has it.
  fileprivate var ifFinite: Double? { isFinite ? self : nil }
}

private func json(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
