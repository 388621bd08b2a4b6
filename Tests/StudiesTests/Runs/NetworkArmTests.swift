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
}
