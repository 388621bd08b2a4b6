@testable import Studies
import Descent
import Testing

/// How long runs are that no setting is kept of: the first share that one is heard with is a step's.
@Suite struct RunLengthTests {
  @Test(arguments: [
    ("cartpole", "none", 9_000), ("forgetting", "witness, SGD, stable", 400),
    ("forgetting", "mlp-bn, λ = 0.02", 2_500), ("tuning-width", "L2, η = 0.001", 10_000),
    ("tuning-width", "SGD, decoupled", 10_000), ("mixing", "ε = 1e-8, L2", 2_000),
  ])
  func `a run has the steps of its card`(study: String, arm: String, steps: Int) throws {
    let results = StudyResults(form: .quick, seeds: [31])
    let runs = try #require(Studies.named(study)).runs(after: results)
    let run = try #require(runs.first { $0.key.arm == arm }, "\(runs.map(\.key.arm))")
    let shares = try perform(run, until: 0).shares
    #expect(areClose(shares, [1 / Double(steps)], 1e-9))
  }

  @Test func `a point at rest is sought in three phases of 12,000 steps`() {
    let trial = StationaryPoint.Trial(decay: { .stable($0) }, seed: 1)
    #expect(trial.coordinates == 4_000 && trial.phase == 12_000 && trial.counted == 1_000)
    #expect(ClosedProblem.witnessCount == 16 && StationaryPoint.rate == 0.1)
  }
}
