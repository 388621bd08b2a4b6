import Autodiff
import Components
import Optimization
import Testing

@testable import Training

/// Two steps: what is shown at first is what to do in both, and pays 1 a step.
private struct Copying: Environment {
  static let name = "copying"
  static let actionCount = 2
  static let longestEpisode = 2
  static let randomReturn = 1.0
  private var wanted = 0
  private var step = 0

  init() {}

  var observation: [Float] { [wanted == 0 ? -1 : 1, Float(step)] }

  mutating func reset(using generator: inout SplitMix64) {
    wanted = generator.number(below: 2)
    step = 0
  }

  mutating func step(_ action: Int) -> (reward: Double, isTerminal: Bool) {
    step += 1
    return (action == wanted ? 1 : 0, step == 2)
  }
}

/// One action, one state, and a reward of 2 a step; an episode is cut off after 4 steps.
private struct Steady: Environment {
  static let name = "steady"
  static let actionCount = 1
  static let longestEpisode = 4
  static let randomReturn = 8.0
  let observation: [Float] = [1]

  init() {}

  mutating func reset(using generator: inout SplitMix64) {}

  mutating func step(_ action: Int) -> (reward: Double, isTerminal: Bool) { (2, false) }
}

/// The same, but each step is the last one.
private struct Single: Environment {
  static let name = "single"
  static let actionCount = 1
  static let longestEpisode = 4
  static let randomReturn = 2.0
  let observation: [Float] = [1]

  init() {}

  mutating func reset(using generator: inout SplitMix64) {}

  mutating func step(_ action: Int) -> (reward: Double, isTerminal: Bool) { (2, true) }
}

@Suite struct DeepQLearningTests {
  private var agent: DeepQLearning {
    var agent = DeepQLearning(
      Copying.self, composition: .adam(learningRate: .constant(0.02)), steps: 400)
    agent.hidden = [8]
    agent.batchSize = 16
    agent.warmUp = 40
    agent.explorationSteps = 200
    agent.targetRate = 0.1
    return agent
  }

  @Test func `numbers that are not said are those of the declarations`() {
    let agent = DeepQLearning(
      Copying.self, composition: .adam(learningRate: .constant(0.02)), steps: 1)
    #expect(agent.hidden == [32, 32] && agent.batchSize == 32 && agent.discount == 0.99)
    #expect(agent.warmUp == 500 && agent.targetRate == 0.01)
    #expect(agent.lastExploration == 0.05 && agent.explorationSteps == 2_500)
  }

  @Test func `what is worth something is learned`() throws {
    let result = try agent.train(seed: 1)
    #expect(result.episodes.count == 200)
    let late = try #require(result.meanReturn(after: 300))
    #expect(late > 1.8)
    // Worth 1 + γ at first and 1 at the second step, and both are seen equally often.
    let value = try #require(result.values.last)
    #expect(abs(value - 1.5) < 0.2)
  }

  @Test func `equal seeds give equal runs`() throws {
    let (first, again, other) = (
      try agent.train(seed: 2), try agent.train(seed: 2), try agent.train(seed: 3)
    )
    #expect(first.episodes == again.episodes && first.values == again.values)
    #expect(first.weightNorm == again.weightNorm)
    #expect(first.episodes != other.episodes)
  }

  @Test func `an agent can be ended`() throws {
    let result = try agent.train(seed: 1) { share, _ in share < 0.25 }
    #expect(result.ending == .interrupted)
    #expect(result.episodes.count == 50)
  }

  @Test func `a loss that is not finite ends the run`() throws {
    var agent = DeepQLearning(
      Copying.self, composition: .sgd(learningRate: .constant(1e30)), steps: 200)
    agent.warmUp = 10
    guard case .diverged(let step) = try agent.train(seed: 1).ending else {
      Issue.record("the run has not diverged")
      return
    }
    #expect((11...40).contains(step))
  }

  /// Without hidden layers Q is w + b, and descent moves both by the slope of Huber's loss, at most 1.
  @Test(arguments: [true, false])
  func `the worth of a state follows the equation`(goesOn: Bool) throws {
    let world: any Environment.Type = goesOn ? Steady.self : Single.self
    var agent = DeepQLearning(
      world, composition: .sgd(learningRate: .constant(0.25)), steps: 10)
    (agent.hidden, agent.warmUp, agent.batchSize) = ([], 1, 3)
    (agent.discount, agent.targetRate) = (0.5, 0.2)
    let result = try agent.train(seed: 4)
    #expect(result.values.count == 10)
    var worth = try #require(result.values.first)
    var target = worth
    for value in result.values {
      #expect(abs(value - worth) < 1e-5)
      let slope = worth - (2 + (goesOn ? 0.5 * target : 0))
      worth -= 0.25 * 2 * Swift.min(1, Swift.max(-1, slope))
      target += 0.2 * (worth - target)
    }
    #expect(result.episodes.map(\.lastStep) == (goesOn ? [4, 8] : Array(1...10)))
    #expect(result.episodes.allSatisfy { $0.totalReward == (goesOn ? 8 : 2) })
    #expect(result.meanReturn(after: 4) == (goesOn ? 8 : 2))
    #expect(result.meanReturn(after: 10) == nil)
  }
}
