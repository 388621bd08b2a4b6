import Descent
import Studies
import Testing
import Training

@Suite struct ComparisonVerdictTests {
  /// Outcomes whose last records have the given test errors, a row for each policy.
  func outcome(errors: [[Double]]) -> ComparisonOutcome {
    let names = ["none", "decoupled", "stable"].prefix(errors.count)
    return ComparisonOutcome(
      policies: names.map { Policy($0, decay: NoDecay()) },
      seeds: errors[0].indices.map { UInt64($0) },
      runs: errors.map { row in
        row.map { error in
          TrainingRun.Result(records: [
            TrainingRecord(
              step: 1, epoch: 1, trainingLoss: 0, gradientNorm: error, testLoss: 0,
              testError: error, weightNorm: 1, decayedGradientNorm: error,
              steps: StepAverages())
          ])
        }
      })
  }

  /// The seeds differ by 10 points, the policies by 1 with every seed: paired, that is no noise.
  @Test func pairedDifferencesCount() {
    let verdict = outcome(errors: [[0.2, 0.3, 0.4], [0.19, 0.291, 0.389], [0.2, 0.3, 0.4]]).verdict
    #expect(verdict[0].contains("lower with decoupled (−1.00 ± 0.25 points)"))
    #expect(verdict[0].contains("no difference beyond noise with stable (0.00 ± 0.00 points)"))
    #expect(verdict[1].hasPrefix("Lowest mean: decoupled; its distance to "))
    #expect(verdict[1].contains("is beyond noise"))
  }

  /// Two differences that happen to be equal are no proof.
  @Test func twoSeedsSupportNothing() {
    let verdict = outcome(errors: [[0.20, 0.21], [0.10, 0.11]]).verdict
    #expect(verdict.count == 1)
    #expect(verdict[0].contains("supports no claim"))
  }

  @Test func noiseIsCalledNoise() {
    let verdict = outcome(errors: [[0.20, 0.22, 0.21], [0.21, 0.20, 0.21]]).verdict
    #expect(verdict[0].contains("no difference beyond noise with decoupled"))
    #expect(!verdict.joined().contains("lower with"))
    #expect(verdict[1].contains("is within the noise"))
  }
}
