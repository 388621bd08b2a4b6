import Foundation
import Optimization
import Studies
import Training

/// The outcome of a comparison as data: for each policy the mean and the deviation of every column.
struct ComparisonListing: Encodable {
  let seeds: [UInt64]
  let isComplete: Bool
  let policies: [PolicyEntry]
  let verdict: [String]

  struct PolicyEntry: Encodable {
    let name: String
    let rule: String
    let runs: Int
    let testError: Spread?
    let testLoss: Spread?
    let trainingLoss: Spread?
    let gradientNorm: Spread?
    let weightNorm: Spread?
    let updateToWeightRatio: Spread?
  }

  struct Spread: Encodable {
    let mean: Double
    let deviation: Double

    init?(_ sample: Sample?) {
      guard let sample else { return nil }
      mean = sample.mean
      deviation = sample.deviation
    }
  }

  init(_ outcome: ComparisonOutcome) {
    seeds = outcome.seeds
    isComplete = outcome.isComplete
    verdict = outcome.verdict
    policies = outcome.policies.enumerated().map { index, policy in
      PolicyEntry(
        name: policy.name, rule: ExplanationFormat.text.text(of: policy.rule),
        runs: outcome.usable(index).count,
        testError: Spread(outcome.final(index, \.testError)),
        testLoss: Spread(outcome.final(index, \.testLoss)),
        trainingLoss: Spread(outcome.final(index, \.trainingLoss)),
        gradientNorm: Spread(outcome.final(index, \.gradientNorm)),
        weightNorm: Spread(outcome.final(index, \.weightNorm)),
        updateToWeightRatio: Spread(outcome.average(index, \.steps.updateToWeightRatio)))
    }
  }

  /// The JSON.
  var text: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }
}
