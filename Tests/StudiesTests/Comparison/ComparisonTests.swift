import Descent
import Studies
import Synchronization
import TestSupport
import Testing
import Training

@Suite struct ComparisonTests {
  let policies = [
    Policy("none", decay: NoDecay()),
    Policy("decoupled", decay: DecoupledDecay(rate: 1)),
    Policy("stable", decay: StableWeightDecay(rate: 1)),
  ]

  func comparison(seeds: [UInt64], steps: Int = 8) -> Comparison {
    Comparison(
      policies: policies, seeds: seeds,
      run: { policy in
        var composition = Composition.sgd(learningRate: ConstantRate(0.1))
        composition.decay = policy.decay
        return TrainingRun(composition: composition, steps: steps, recordInterval: 2)
      },
      task: { seed in Parabola(start: Float(seed)) })
  }

  @Test func everyRunHasItsPlace() throws {
    let finished = Mutex<[Int]>([])
    let outcome = try comparison(seeds: [5, 6]).train(workers: 2) { _, _ in
      true
    } finish: { index, _ in
      finished.withLock { $0.append(index) }
    }
    #expect(outcome.isComplete)
    #expect(finished.withLock { $0.sorted() } == [0, 1, 2, 3, 4, 5])
    for (policy, runs) in outcome.runs.enumerated() {
      for (seed, run) in runs.enumerated() {
        let factor = policy == 0 ? 0.9 : 0.8
        let expected = (0..<8).reduce(Double(5 + seed)) { norm, _ in norm * factor }
        let norm = try #require(run?.records.last?.weightNorm)
        #expect(abs(norm / expected - 1) < 1e-5)
      }
    }
  }

  /// As many workers as one likes: the same numbers.
  @Test func workersChangeNothing() throws {
    let outcomes = try [1, 2, 7].map { workers in
      try comparison(seeds: [1, 2, 3]).train(workers: workers) { _, _ in
        true
      } finish: { _, _ in
      }
    }
    let records = outcomes.map { $0.runs.map { $0.map { $0?.records } } }
    #expect(records[0] == records[1])
    #expect(records[0] == records[2])
  }

  @Test func anEndedJobKeepsWhatIsFinished() throws {
    let done = Mutex(0)
    let outcome = try comparison(seeds: [1, 2]).train(workers: 1) { _, _ in
      done.withLock { $0 < 4 }
    } finish: { _, _ in
      done.withLock { $0 += 1 }
    }
    #expect(!outcome.isComplete)
    #expect(
      outcome.runs.map { $0.map { $0 != nil } } == [[true, true], [true, false], [true, false]])
    #expect(outcome.table.rows.map { $0[1] } == ["2", "1", "1"])
    #expect(
      outcome.page(setting: "s", rates: "r", command: "c").text.contains("ended before all runs"))
  }

  @Test func aMeaninglessCompositionIsAnError() {
    let broken = Comparison(
      policies: policies, seeds: [1],
      run: { _ in
        TrainingRun(
          composition: .sgd(learningRate: ConstantRate(0.1), momentum: 0.5), steps: 1,
          recordInterval: 1)
      },
      task: { _ in Ungradiented() })
    #expect(throws: OptimizerError.self) {
      try broken.train(workers: 2) { _, _ in
        true
      } finish: { _, _ in
      }
    }
  }

  @Test func oneSeedSupportsNothing() throws {
    let outcome = try comparison(seeds: [1]).train(workers: 1) { _, _ in
      true
    } finish: { _, _ in
    }
    #expect(outcome.verdict.count == 1)
    #expect(outcome.verdict[0].contains("supports no claim"))
  }
}

/// A task whose parameters never get a gradient.
private struct Ungradiented: TrainingTask {
  let groups = [ParameterGroup("all", [Parameter("weight", [1])])]
  let stepsPerEpoch = 1
  let buffers: [Buffer] = []
  mutating func skip(batches: Int) {}
  mutating func takeGradient() -> Double { 0 }
  mutating func measureTraining() -> (loss: Double, gradientNorm: Double) { (0, 0) }
  mutating func measureTest() -> (loss: Double, error: Double) { (0, 0) }
}
