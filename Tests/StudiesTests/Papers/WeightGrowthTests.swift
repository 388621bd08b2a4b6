@testable import Studies
import Descent
import Foundation
import Testing
import Training

@Suite struct WeightGrowthTests {
  @Test func `growth is that of the weights whose length does not matter`() throws {
    var arm = NetworkArm(
      name: "arm",
      plan: TaskPlan(
        data: SmallData.images, network: .scaleInvariant, hidden: [4, 4], batchSize: 10),
      composition: .sgd(learningRate: .constant(0.1)), steps: 12, records: 1)
    let end = Quantity("length at the end")
    arm.inspect = { task, measurement in
      measurement[end] = task.scaleInvariantWeights.reduce(0) {
        $0 + $1.parameter.value.reduce(0) { $0 + Double($1) * Double($1) }
      }.squareRoot()
    }
    let start = try arm.plan.makeTask(seed: 31).scaleInvariantWeights.reduce(0) {
      $0 + $1.parameter.value.reduce(0) { $0 + Double($1) * Double($1) }
    }.squareRoot()
    let measurement = try #require(try perform(WeightGrowth.run(arm, 31)).measurement)
    let grown = try #require(measurement[end]) / start
    #expect(grown > 1)
    #expect(abs((measurement[WeightGrowth.growth] ?? 0) - log(grown)) < 1e-6)
    // Gradients are across the weights: squares of steps add up to the growth of the square.
    #expect(abs((measurement[WeightGrowth.identity] ?? 0) - 1) < 2e-2)
    #expect(try perform(WeightGrowth.run(arm, 31), until: 0.5).measurement == nil)
  }
}
