import Components
import Optimization
import TestSupport
import Testing

@testable import Training

/// What agents do and learn in each world, against what they did.
@Suite struct KeptAgentsTests {
  private func lines(in world: any Environment.Type) throws -> [String] {
    var agent = DeepQLearning(
      world, composition: .adam(learningRate: .constant(0.01)), steps: 240)
    (agent.hidden, agent.batchSize, agent.warmUp) = ([6], 8, 20)
    let result = try agent.train(seed: 3)
    let episodes = result.episodes.map { "\(world.name): \($0.lastStep) \($0.totalReward)" }
    let values = result.values.map { "\(world.name): max Q \($0.text(digits: 4))" }
    return episodes + values + ["\(world.name): weights \(result.weightNorm.text(digits: 4))"]
  }

  @Test func `agents learn what they learned`() throws {
    let worlds: [any Environment.Type] = [CartPole.self, MountainCar.self, Acrobot.self]
    let difference = try KeptText("agents.txt", beside: #filePath)
      .difference(from: worlds.flatMap(lines))
    #expect(difference == nil)
  }
}
