import Descent
import TestSupport
import Training
import Testing

/// What must stop the program, by what it says then.
struct TrapTests {
  private static let traps: [String: @Sendable () -> Void] = [
    "Dataset: 2 examples of shape [2, 2] must have 8 features, but there are 7": {
      _ = Dataset(
        shape: [2, 2], features: [1, 2, 3, 4, 5, 6, 7], labels: [0, 0], classes: ["one"])
    },
    "Dataset: label 1 must be in 0..<2, but is 2": {
      _ = Dataset(shape: [], features: [1, 2], labels: [0, 2], classes: ["one", "two"])
    },
    "Dataset: examples of shape [2] can't follow those of shape [1]": {
      let wider = Dataset(shape: [2], features: [1, 2], labels: [0], classes: ["one", "two"])
      _ = pair.appending(wider)
    },
    "Dataset: examples of other classes can't follow these": {
      let other = Dataset(shape: [1], features: [1], labels: [0], classes: ["one", "three"])
      _ = pair.appending(other)
    },
    "split: testShare must be in 0..<1, but is 1.0": { _ = pair.split(testShare: 1, seed: 1) },
    "withLabelNoise: share must be in 0...1, but is -0.5": {
      _ = pair.withLabelNoise(-0.5, seed: 1)
    },
    "Standardization: examples must have 1 features, but have 2": {
      let wider = Dataset(shape: [2], features: [1, 2], labels: [0], classes: ["one"])
      _ = Standardization(of: pair, scope: .shared).applied(to: wider)
    },
    "ShuffledBatches: batchSize must be in 1...2, but is 3": {
      _ = ShuffledBatches(count: 2, batchSize: 3, seed: 1)
    },
    "Sample: there must be at least one value": { _ = Sample([]) },
    "Sample: paired samples must be of one size, but have 1 and 2 values": {
      _ = Sample([1]).differences(to: Sample([1, 2]))
    },
    "Table: a row must have 2 cells, but has 1": {
      var table = Table(header: ["step", "loss"])
      table.append(["1"])
    },
    "RateRangeTest: rates must be above 0 and finite, and steps in 2..., but are 0.0...1.0 and 2": {
      tryRates(0...1)
    },
    "RateRangeTest: rates must be above 0 and finite, and steps in 2..., but are 0.1...inf and 2": {
      tryRates(0.1...Double.infinity)
    },
    "RateRangeTest: rates must be above 0 and finite, and steps in 2..., but are 0.1...1.0 and 1": {
      tryRates(0.1...1, steps: 1)
    },
    "TrainingRun: steps must be in 1..., but is 0": { train(steps: 0) },
    "TrainingRun: recordInterval must be in 1..., but is 0": { train(recordInterval: 0) },
  ]

  private static let pair = Dataset(
    shape: [1], features: [1, 2], labels: [0, 1], classes: ["one", "two"])

  private static func train(steps: Int = 1, recordInterval: Int = 1) {
    _ = TrainingRun(
      composition: .sgd(learningRate: .constant(1)), steps: steps, recordInterval: recordInterval)
  }

  private static func tryRates(_ rates: ClosedRange<Double>, steps: Int = 2) {
    _ = try? RateRangeTest(
      .sgd(learningRate: .constant(1)), on: Parabola(), rates: rates, steps: steps)
  }

  @Test(arguments: traps.keys.sorted())
  func `stops with its message`(_ message: String) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [message] in TrapTests.traps[message]?()
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains(": \(message)\n"))
  }
}
