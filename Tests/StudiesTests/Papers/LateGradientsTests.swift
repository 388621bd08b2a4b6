@testable import Studies
import Descent
import Foundation
import Testing
import Training

@Suite struct LateGradientsTests {
  private func arm(isSlow: Bool = false) -> NetworkArm {
    LateGradients.arm("arm", .decoupled(0.5), of: SmallData.text, isSlow: isSlow)
  }

  /// Gradients of 1 … 20: the last two over the fifth and the sixth, and the second half.
  @Test func `growth and mean are read off the course`() throws {
    let numbers = (1...20).map(Double.init)
    var measurement = Measurement(
      curves: ["gradient_norm": numbers.map { .init($0, $0) }])
    let task = try arm().plan.makeTask(seed: 1)
    let inspect = try #require(arm().inspect)
    inspect(task, &measurement)
    #expect(areClose([measurement[LateGradients.growth] ?? 0], [19.5 / 5.5], 1e-12))
    let logs = (11...20).map { log(Double($0)) }
    #expect(
      areClose([measurement[LateGradients.during] ?? 0], [logs.reduce(0, +) / 10], 1e-12))
    // Twice the weights have half the gradients, where ε follows.
    #expect(areClose([measurement[LateGradients.exact] ?? 0], [1], 1e-3))
    let inexact = try #require(measurement[LateGradients.inexact])
    #expect(inexact != measurement[LateGradients.exact] && abs(inexact - 1) < 0.1)
  }

  /// Along a line from 3e-3, or from 0.1 under momentum, to 0 in 6,000 steps.
  @Test func `the rate falls along a line`() throws {
    for (isSlow, peak) in [(false, 3e-3), (true, 0.1)] {
      let arm = arm(isSlow: isSlow)
      #expect(arm.steps == 6_000 && arm.records == 20)
      let rates = [1, 3_001, 6_000].map { arm.composition.schedule.learningRate(at: $0) }
      #expect(areClose(rates, [peak, peak / 2, peak / 6_000], 1e-3))
      #expect(
        areClose(try shares(of: arm.composition, at: [1, 600]), [0.5 * peak, 0.45 * peak], 1e-3))
    }
  }

  /// The smallest rate that lowers a norm of 10 by a fifth, or the largest where none does.
  @Test func `a dose lowers the norm by a fifth`() {
    func dose(_ norms: [Double?]) -> Double? {
      var results = StudyResults(form: .quick, seeds: [31], gridSeeds: [201])
      for (arm, norm) in zip(["none", "0.1", "0.2", "0.3"], norms) {
        if let norm { results[arm, 201] = Measurement(values: ["weight_norm": norm]) }
      }
      return LateGradients.dose(of: [0.1, 0.2, 0.3], { "\($0)" }, without: "none", in: results)
    }
    #expect(dose([10, 9, 8, 7]) == 0.2)
    #expect(dose([10, 9, 8.1, 8.01]) == 0.3)
    #expect(dose([10, 7, 6, 5]) == 0.1)
    #expect(dose([10, 7, 6, nil]) == nil && dose([nil, 7, 6, 5]) == nil)
  }
}
