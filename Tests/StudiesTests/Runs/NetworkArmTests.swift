@testable import Studies
import Descent
import Testing
import Training

@Suite struct NetworkArmTests {
  /// Decoupled decay of 0.1 at a rate of 0.5 takes away 0.05 of the weights a step.
  @Test(arguments: [(20, 4, [5, 10, 15, 20]), (3, 10, [1, 2, 3])])
  func recordsAreEven(steps: Int, records: Int, places: [Double]) throws {
    var generator = SplitMix64(seed: 9)
    let examples = Dataset(
      shape: [2], features: (0..<80).map { _ in Float(generator.nextUniform()) },
      labels: (0..<40).map { _ in Int(generator.next() % 2) }, classes: ["a", "b"])
    let plan = TaskPlan(
      data: .examples(training: examples, test: examples), hidden: [3], batchSize: 8)
    let arm = NetworkArm(
      name: "arm", plan: plan,
      composition: .sgd(learningRate: .constant(0.5), decay: .decoupled(0.1)), steps: steps,
      records: records)
    let measurement = try #require(try arm.train(plan, 31, { _ in true }))
    #expect(measurement.curves["test_loss"]?.map(\.x) == places)
    #expect(abs((measurement[NetworkArm.dose] ?? 0) - 0.05 * Double(steps)) < 1e-4)
    #expect(try arm.train(plan, 31, { $0 < 0.5 }) == nil)
  }

  /// Adam of 130 steps along a line to 0, with batches of 10 of 40 images.
  private func arm(_ decay: any DecayPolicy, steps: Int = 130) -> NetworkArm {
    NetworkArm(
      name: "arm", plan: TaskPlan(data: SmallData.images, hidden: [3], batchSize: 10),
      composition: .adam(learningRate: .linear(from: 0.02, steps: 130), decay: decay),
      steps: steps)
  }

  private func rate(_ step: Int) -> Double { 0.02 * Double(131 - step) / 130 }

  @Test func `stable decay follows the scale, and decoupled the rate`() throws {
    let decoupled = try #require(try perform(arm(.decoupled(0.5)).run(31)).measurement)
    #expect(abs(decoupled[NetworkArm.followsScale] ?? 1) < 5e-3)
    #expect(areClose([decoupled[NetworkArm.decayRateAtStart] ?? 0], [0.5 * rate(100)], 1e-3))
    let stable = try #require(try perform(arm(.stable(0.01)).run(31)).measurement)
    #expect(abs((stable[NetworkArm.followsScale] ?? 0) + 1) < 5e-3)
    let (share, root) = (
      try #require(stable[NetworkArm.decayRateAtStart]),
      try #require(stable[NetworkArm.rootMeanSquareAtStart])
    )
    #expect(areClose([share * root], [0.01 * rate(100)], 2e-3))
    #expect(try perform(arm(.none).run(31)).measurement?[NetworkArm.followsScale] == nil)
  }

  @Test(arguments: [99, 100])
  func `what is kept of step 100 needs 100 steps`(steps: Int) throws {
    let run = try #require(try perform(arm(.decoupled(0.5), steps: steps).run(31)).measurement)
    #expect((run[NetworkArm.decayRateAtStart] != nil) == (steps == 100))
    #expect(run[NetworkArm.followsScale] == nil)
  }

  @Test func `choices look at what is held back, and seeds decide the order`() throws {
    var arm = arm(.none, steps: 5)
    func loss(_ part: TaskPlan.Evaluation, order: UInt64) throws -> Double? {
      var plan = arm.plan
      plan.evaluation = part
      var task = try plan.makeTask(seed: 31, orderSeed: order)
      return try TrainingRun(composition: arm.composition, steps: 5, recordInterval: 5)
        .train(&task).records.last?.testLoss
    }
    func found(isChoice: Bool) throws -> Double? {
      try perform(arm.run(31, isChoice: isChoice)).measurement?.values["test_loss"]
    }
    #expect(try found(isChoice: true) == loss(.validation, order: 31))
    #expect(try found(isChoice: false) == loss(.testAndUnused, order: 31))
    arm.orderOffset = 7
    #expect(try found(isChoice: false) == loss(.testAndUnused, order: 38))
    #expect(try loss(.test, order: 31) != loss(.test, order: 38))
  }

  @Test func `only what has not diverged is looked at`() throws {
    let seen = Quantity("seen")
    for (rate, isSeen) in [(0.1, true), (1e30, false)] {
      var arm = arm(.none, steps: 4)
      arm.composition = .sgd(learningRate: .constant(rate))
      arm.inspect = { _, measurement in measurement[seen] = 1 }
      let run = try #require(try perform(arm.run(31)).measurement)
      #expect(run.hasDiverged == !isSeen && (run[seen] == 1) == isSeen)
    }
  }
}
