@testable import Studies
import Descent
import Foundation
import Testing
import Training

@Suite struct TrainingLengthTests {
  /// Steps, the first and middle rate, and what a step takes of decay 0.5: of the cosine, of the line.
  @Test(arguments: [
    ("clean", 4, 320, 0.02, 0.1), ("noisy", 5, 200, 0.1, 0.5),
    ("noisy, η = 0.005", 5, 200, 0.005, 0.025), ("one pass", 500, 500, 3e-3, 1.5e-3),
  ])
  func `a length has its steps, rate and decay`(
    name: String, length: Int, steps: Int, peak: Double, share: Double
  ) throws {
    let regime = try #require(Regime.all.first { $0.name == name })
    #expect(regime.lengths(.full)[0] == length)
    let run = regime.training(length, 0.5)
    #expect(run.steps == steps && run.recordInterval == steps)
    let rates = [1, steps / 2 + 1].map { run.composition.schedule.learningRate(at: $0) }
    #expect(areClose(rates, [peak, peak / 2], 1e-2))
    #expect(areClose(try shares(of: run.composition, at: [1]), [share], 1e-2))
    let doubled = regime.training(length, 0.5, learningRateFactor: 2)
    #expect(areClose([doubled.composition.schedule.learningRate(at: 1)], [2 * peak], 1e-2))
  }

  @Test func `the plans are those of the card`() {
    let plans = Regime.all.map { $0.plan(images: SmallData.images, novel: SmallData.text) }
    #expect(plans.map(\.examples) == [4_000, 2_000, 2_000, nil])
    #expect(plans.map(\.labelNoise) == [0, 0.2, 0.2, 0])
    #expect(plans.prefix(3).allSatisfy { $0.network == .batchNormalized && $0.batchSize == 50 })
    #expect(plans[3].network == .characters)
  }

  /// Without its control a run of the quick form would say that its seeds have no slope.
  @Test func `what only the full form trains is not tested by the quick one`() throws {
    let study = TrainingLength()
    let quick = StudyResults(form: .quick, seeds: [31, 32, 33], gridSeeds: [201])
    let full = StudyResults(form: .full, seeds: [31, 32, 33], gridSeeds: [201])
    let regimes = Regime.all.filter { $0.lengths(.quick).isEmpty }
    #expect(regimes.map(\.name) == ["noisy, η = 0.005"])
    for name in ["inverse, noisy, η = 0.005", "falls, noisy, η = 0.005"] {
      let claim = try #require(study.claims.first { $0.name == name })
      let reason = Verdict(claim, in: quick).reasons.first
      #expect(reason?.hasPrefix("no run was checked") == true)
    }
    #expect(study.charts(of: quick).allSatisfy { !$0.summary.isEmpty })
    let arm = regimes.first?.arm(80)
    #expect(try !study.runs(after: quick).contains { $0.key.arm == arm })
    #expect(try study.runs(after: full).contains { $0.key.arm == arm })
  }

  @Test func `a run has the loss at every rate, and the place of the lowest`() throws {
    let regime = Regime.clean
    let plan = TaskPlan(data: SmallData.images, hidden: [3], batchSize: 10)
    let (shares, found) = try perform(regime.run("arm", 1, plan, seed: 31, counts: false))
    #expect(areClose(shares, (1...640).map { Double($0) / 640 }, 1e-12))
    let measurement = try #require(found)
    for rate in [0, 3e-4, 0.3] {
      var task = try plan.makeTask(seed: 31)
      let loss = try regime.training(1, rate).train(&task).records.last?.testLoss
      #expect(measurement[Regime.loss(rate)] == loss)
    }
    let losses = regime.rates.compactMap { measurement[Regime.loss($0)] }
    #expect(losses.count == 7)
    #expect(measurement[Regime.counts] == 0)
    let best = try #require(measurement[Regime.best])
    #expect((log10(3e-4)...log10(0.3)).contains(best))
    #expect(try perform(regime.run("arm", 1, plan, seed: 31), until: 0.01).measurement == nil)
  }

  /// Both ends must be over 1 % worse than the best.
  @Test func `a length counts where both ends are worse`() {
    let regime = Regime.clean
    func counts(_ losses: [Double]) -> Bool? {
      var results = StudyResults(form: .quick, seeds: [31], gridSeeds: [201])
      var run = Measurement()
      for (rate, loss) in zip([0] + regime.rates, losses) { run[Regime.loss(rate)] = loss }
      results["arm", 201] = run
      return regime.counts("arm", results, results.gridSeeds[...])
    }
    #expect(counts([1.02, 1, 1.1, 1.1, 1.1, 1.1, 1.1, 1.02]) == true)
    #expect(counts([1.005, 1, 1.1, 1.1, 1.1, 1.1, 1.1, 1.02]) == false)
    #expect(counts([1.02, 1, 1.1, 1.1, 1.1, 1.1, 1.1, 1.005]) == false)
    #expect(regime.counts("other", StudyResults(form: .quick, seeds: [31]), [201]) == nil)
  }
}
