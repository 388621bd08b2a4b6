@testable import Studies
import Foundation
import Testing
import Training

/// Arms whose norms are powers of e, so that their logarithms are known.
@Suite struct LogNormTests {
  /// log‖g‖ of decayed weights and log‖w‖ of an arm in each of the seeds 31 to 33.
  private static let logs: [String: [(gradient: Double, weight: Double)]] = [
    "decayed": [(2, -1), (3, -2), (4, -3)], "free": [(0.5, 1), (1, 1), (1.5, 1)],
  ]

  private func results(leavingOut name: String = "") -> StudyResults {
    var results = StudyResults(form: .quick, seeds: [31, 32, 33])
    for (arm, logs) in Self.logs {
      for (seed, logs) in zip(results.seeds, logs) {
        let norms = [
          "gradient_norm": 7.0, "decayed_gradient_norm": exp(logs.gradient),
          "weight_norm": exp(logs.weight),
        ].filter { $0.key != name }
        results[arm, seed] = Measurement(
          values: norms,
          // Both norms grow by e from one record to the next.
          curves: norms.mapValues { norm in
            (0..<4).map { .init(Double($0), norm * exp(Double($0))) }
          })
      }
    }
    return results
  }

  private let contrast = Contrast(
    .gradientNorm, "decayed", minus: "free", isLogarithmic: true)

  @Test func `a change of the gradient's norm is parted`() throws {
    let evidence = contrast.evidence(in: results())
    #expect(evidence.estimate.values == [0, 0, 0])
    let parts = evidence.parts.map(\.estimate.values)
    let expected: [[Double]] = [[1.5, 2, 2.5], [-0.5, -1, -1.5], [-2, -3, -4]]
    for (part, values) in zip(parts, expected) { #expect(areClose(part, values, 1e-12)) }
    #expect(
      evidence.partsText
        == "Of the decayed weights: d log‖g‖ 2.00 (0.758 to 3.24) = d log(‖g‖ ‖w‖) -1.00 (-2.24 "
        + "to 0.242) − d log‖w‖ -3.00 (-5.48 to -0.516)")
  }

  @Test func `two seeds have no interval`() {
    var two = StudyResults(form: .quick, seeds: [31, 32])
    for key in results().measurements.keys { two[key.arm, key.seed] = results()[key.arm, key.seed] }
    #expect(
      contrast.evidence(in: two).partsText
        == "Of the decayed weights: d log‖g‖ 1.75 = d log(‖g‖ ‖w‖) -0.750 − d log‖w‖ -2.50")
  }

  @Test func `only changes of the gradient's norm are`() {
    let norm = Contrast(.weightNorm, "decayed", minus: "free", isLogarithmic: true)
    let plain = Contrast(.gradientNorm, "decayed", minus: "free")
    for other in [norm, plain] {
      let evidence = other.evidence(in: results())
      #expect(evidence.parts.isEmpty && evidence.partsText == nil)
    }
  }

  /// Kept runs may lack what no verdict reads.
  @Test(arguments: ["decayed_gradient_norm", "weight_norm"])
  func `without both norms there is no line`(name: String) {
    let evidence = contrast.evidence(in: results(leavingOut: name))
    #expect(evidence.estimate.values == [0, 0, 0] && evidence.partsText == nil)
  }

  /// Of the records 1 and 2, whose logarithms lie 1 and 2 above the first: 1.5 for each norm.
  @Test func `a mean is over its records`() throws {
    for reading in results().readings {
      for (norm, share) in [(LogNorm.gradient, 1.0), (.product, 2), (.weight, 1)] {
        let mean = norm.mean(over: 1..<3, of: "decayed", in: reading)
        #expect(areClose([mean], [norm.end(of: "decayed", in: reading) + 1.5 * share], 1e-12))
        #expect(norm.mean(over: 2..<5, of: "decayed", in: reading).isNaN)
      }
    }
  }

  @Test func `the page and the verdict have the line`() throws {
    struct Norms: Study {
      let contrast: Contrast
      var card: StudyCard {
        StudyCard(
          number: 97, name: "norms", title: "Norms?", setting: [], limits: [],
          quick: StudyBudget(seeds: 31...33, seconds: 1),
          full: StudyBudget(seeds: 31...33, seconds: 1))
      }
      var claims: [Claim] {
        [Claim("larger", "Larger.", source: "nobody", .difference(contrast, atLeast: 1))]
      }
      func runs(after results: StudyResults) -> [StudyRun] { [] }
    }
    let report = StudyReport(Norms(contrast: contrast), results: results(), isComplete: true)
    let line = try #require(report.verdicts[0].parts.first)
    #expect(report.verdicts[0].parts.count == 1)
    #expect(line.hasPrefix("Of the decayed weights: d log‖g‖ 2.00 (0.758 to 3.24) = d"))
    #expect(
      report.page.body.contains(
        "<p class=\"note\">Of the decayed weights: d log‖g‖ 2.00 (0.758 to 3.24) = d log(‖g‖ ‖w‖) "
          + "−1.00 (−2.24 to 0.242) − d log‖w‖ −3.00 (−5.48 to −0.516).</p>"))
  }
}
