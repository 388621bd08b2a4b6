import Foundation
import Studies
import Testing

@testable import Training

@Suite struct MeasurementTests {
  private func record(_ step: Int, loss: Double) -> TrainingRecord {
    var steps = StepAverages()
    steps.gradientNorm = 7 * Double(step)
    steps.updateToWeightRatio = 8 * Double(step)
    steps.decayRate = step == 1 ? nil : 9 * Double(step)
    steps.decayPerEffectiveLearningRate = 10 * Double(step)
    return TrainingRecord(
      step: step, epoch: 0.5, trainingLoss: loss, gradientNorm: 2 * Double(step),
      testLoss: 3 * Double(step), testError: 4 * Double(step), weightNorm: 5 * Double(step),
      decayedGradientNorm: 6 * Double(step), steps: steps)
  }

  @Test func `every number is the last one under its own name`() {
    let result = TrainingRun.Result(records: [record(1, loss: 2), record(3, loss: 1)])
    let measurement = Measurement(result, classes: 10)
    #expect(
      measurement.values == [
        "training_loss": 1, "gradient_norm": 6, "test_loss": 9, "test_error": 12,
        "weight_norm": 15, "decayed_gradient_norm": 18, "batch_gradient_norm": 21,
        "update_to_weight_ratio": 24, "decay_rate": 27, "decay_per_effective_learning_rate": 30,
      ])
    #expect(measurement.curves["weight_norm"] == [.init(1, 5), .init(3, 15)])
    #expect(measurement.curves["decay_rate"] == [.init(3, 27)])
    #expect(!measurement.hasDiverged)
  }

  /// The loss of a guess among ten, and one more.
  @Test func `what is worse than guessing by one has diverged`() {
    func hasDiverged(_ loss: Double, _ ending: TrainingRun.Ending = .finished) -> Bool {
      var result = TrainingRun.Result(records: [record(1, loss: 1), record(2, loss: loss)])
      result.ending = ending
      return Measurement(result, classes: 10).hasDiverged
    }
    #expect(!hasDiverged(log(10) + 0.999) && hasDiverged(log(10) + 1.001))
    #expect(hasDiverged(.nan) && hasDiverged(1, .diverged(step: 3)))
    #expect(Measurement(TrainingRun.Result(), classes: 10).hasDiverged)
  }

  @Test func `what is no number counts as the worst`() {
    let loss = Quantity.testLoss()
    func mean(_ values: [Double]) -> Double? {
      let seeds = values.indices.map { UInt64($0) }
      var results = StudyResults(form: .quick, seeds: seeds)
      for (seed, value) in zip(seeds, values) {
        results["arm", seed] = Measurement(values: ["test_loss": value])
      }
      return results.mean(loss, of: "arm", over: seeds)
    }
    #expect(mean([1, 2]) == 1.5)
    #expect(mean([.nan]) == loss.worst && mean([.infinity]) == loss.worst && mean([]) == nil)
  }
}
