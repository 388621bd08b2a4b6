@testable import Studies
import Descent
import Testing
import Training

@Suite struct MixingTests {
  /// Which of the moments hold the penalty; L2 and decoupled decay say what it drowns, too.
  @Test(arguments: DecayRoute.allCases)
  func `shares are of the moments that hold the penalty`(route: DecayRoute) throws {
    let run = Mixing.bestRun(route, SmallData.text, 31, rate: 0.5, steps: 4)
    let (shares, found) = try perform(run)
    #expect(shares == [0.25, 0.5, 0.75, 1])
    let measurement = try #require(found)
    #expect(measurement[.chosenRate] == 0.5)
    let (first, second) = (
      try #require(measurement[Mixing.ofFirst]), try #require(measurement[Mixing.ofSecond])
    )
    #expect(route == .coupled || route == .first ? (0..<1).contains(first) : first == 1)
    #expect(route == .coupled || route == .second ? (0..<1).contains(second) : second == 1)
    let drowned = measurement[Mixing.drowned]
    #expect((drowned != nil) == (route == .coupled || route == .decoupled))
    #expect(drowned.map { (0...1).contains($0) } ?? true)
    #expect(try perform(run, until: 0.3).measurement == nil)
  }

  @Test func `the shares are those of the gradients that a run had`() throws {
    let arm = DecayRoute.coupled.arm("arm", SmallData.text, 0.5, steps: 4)
    var shares: MomentShares?
    var plan = arm.plan
    plan.evaluation = .testAndUnused
    _ = try arm.train(plan, 31, { _ in true }) { step, task in
      if step == 1 { shares = MomentShares(task.groups) }
      shares?.readStep()
    }
    let run = Mixing.bestRun(.coupled, SmallData.text, 31, rate: 0.5, steps: 4)
    let measurement = try #require(try perform(run).measurement)
    #expect(measurement[Mixing.ofFirst] == shares?.ofFirst(rate: 0.5))
    #expect(measurement[Mixing.ofSecond] == shares?.ofSecond(rate: 0.5))
    #expect(measurement[Mixing.drowned] == shares?.drownedWhenCoupled(rate: 0.5))
  }

  @Test func `four trainings tell how many diverge`() throws {
    let run = Mixing.stabilityRun(.first, SmallData.text, 31, steps: 2)
    let (shares, measurement) = try perform(run)
    #expect(shares == [0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1])
    #expect(measurement?[Mixing.diverged] == 0)
    #expect(try perform(run, until: 0.6).measurement == nil)
  }

  @Test func `the rate falls along a line, and ε is as said`() {
    let arm = DecayRoute.coupled.arm("arm", SmallData.text, 0.5)
    let rates = [1, 1_001, 2_000].map { arm.composition.schedule.learningRate(at: $0) }
    #expect(areClose(rates, [1e-3, 5e-4, 5e-7], 1e-3))
    #expect(arm.steps == 2_000 && arm.plan.decaysEmbeddings)
    #expect(arm.composition.preconditioner as? Divided == .rootMeanSquare(epsilon: 1e-4))
    #expect(arm.composition.moments as? ExponentialAverage == .exponential(beta: 0.9))
  }
}
