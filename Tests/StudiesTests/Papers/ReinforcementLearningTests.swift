@testable import Studies
import Descent
import Testing
import Training

@Suite struct ReinforcementLearningTests {
  @Test func `what is missing is missing to the longest episode`() throws {
    let steps = 600
    let run = ReinforcementLearning.run("arm", .coupled, 1e-3, 31, steps: steps)
    let (shares, found) = try perform(run)
    #expect(areClose(shares, (1...steps).map { Double($0) / Double(steps) }, 1e-12))
    let measurement = try #require(found)
    let agent = DeepQLearning(
      CartPole.self, composition: .adam(learningRate: .constant(1e-3), decay: .l2(1e-3)),
      steps: steps)
    let result = try agent.train(seed: 31)
    let late = result.episodes.filter { $0.lastStep > 400 }.map(\.totalReward)
    let mean = late.reduce(0, +) / Double(late.count)
    #expect(measurement[ReinforcementLearning.missing] == 500 - mean)
    #expect(measurement[ReinforcementLearning.value] == result.values.last)
    #expect(measurement[.weightNorm] == result.weightNorm)
    #expect(measurement[.chosenRate] == 1e-3 && !measurement.hasDiverged)
    // Learning begins at step 500: two tenths have a mean.
    #expect(measurement.curves["mean of max Q"]?.map(\.x) == [540, 600])
    #expect(try perform(run, until: 0.5).measurement == nil)
  }

  /// No episode ends in the last third of so few steps.
  @Test func `without an episode random actions count`() throws {
    let run = ReinforcementLearning.run("arm", .decoupled, 0, 31, steps: 6)
    let measurement = try #require(try perform(run).measurement)
    #expect(measurement[ReinforcementLearning.missing] == 500 - CartPole.randomReturn)
    #expect(measurement[ReinforcementLearning.value]?.isNaN == true)
  }
}
