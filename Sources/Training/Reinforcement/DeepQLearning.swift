import Autodiff
import Foundation
import Kernels
import Networks
public import Optimization

/// An agent that learns what its actions are worth: a deep Q-network.
///
/// ```text
/// y = r + γ · Q′(s′, argmax Q(s′))      0 after a terminal step
/// θ ← step along the gradient of Huber(Q(s, a) − y)
/// θ′ ← (1 − τ) θ′ + τ θ
/// ```
///
/// ```swift
/// var agent = DeepQLearning(
///   CartPole.self, composition: .adam(learningRate: .constant(1e-3)), steps: 300)
/// agent.warmUp = 100
/// let result = try agent.train(seed: 1)
/// #expect(!result.episodes.isEmpty && result.ending == .finished)
/// ```
///
/// - Source: Mnih et al., 2015, <https://doi.org/10.1038/nature14236>; the double estimate by van Hasselt,
///   Guez and Silver, 2016, <https://arxiv.org/abs/1509.06461>; the softly following target by Lillicrap
///   et al., 2016, <https://arxiv.org/abs/1509.02971>.
public struct DeepQLearning: Sendable {
  /// The world.
  public let environment: any Environment.Type

  /// The optimizer's parts; weights are decayed, biases are not.
  public let composition: Composition

  /// The number of steps in the world, in `1...`.
  public let steps: Int

  /// The widths of the hidden layers.
  public var hidden = [32, 32]

  /// The number of remembered steps in a batch, in `1...`.
  public var batchSize = 32

  /// γ, what a reward is worth a step later, in `0...1`.
  public var discount = 0.99

  /// The first step that is followed by a step of the optimizer, in `1...`.
  public var warmUp = 500

  /// τ, by how much the target follows, in `0...1`.
  public var targetRate: Float = 0.01

  /// The share of random actions at the end; it begins with 1.
  public var lastExploration = 0.05

  /// The step that first has the last share of random actions.
  public var explorationSteps = 2_500

  /// Creates an agent.
  ///
  /// - Parameters:
  ///   - environment: the world.
  ///   - composition: the optimizer's parts.
  ///   - steps: the number of steps in the world, in `1...`.
  public init(_ environment: any Environment.Type, composition: Composition, steps: Int) {
    self.environment = environment
    self.composition = composition
    self.steps = steps
  }

  /// What an agent left behind.
  public struct Result: Sendable {
    /// The episodes that came to their end, or were cut off.
    public internal(set) var episodes: [Episode] = []

    /// The mean of max Q over the batches of each tenth of the run; none where nothing was learned.
    public internal(set) var values: [Double] = []

    /// The norm of the weights at the end.
    public internal(set) var weightNorm = 0.0

    /// How it ended.
    public internal(set) var ending = TrainingRun.Ending.finished

    /// The mean return of the episodes that ended after a step; nil where there is none.
    ///
    /// - Parameter step: the step.
    /// - Returns: the mean.
    public func meanReturn(after step: Int) -> Double? {
      let returns = episodes.filter { $0.lastStep > step }.map(\.totalReward)
      return returns.isEmpty ? nil : returns.reduce(0, +) / Double(returns.count)
    }
  }

  /// An episode.
  public struct Episode: Sendable, Hashable {
    /// The step of the run with which it ended.
    public let lastStep: Int
    /// The sum of its rewards.
    public let totalReward: Double
  }

  /// Learns.
  ///
  /// - Parameters:
  ///   - seed: decides everything that is random, each use by a stream of its own.
  ///   - observe: hears after every step how much is done, in `0...1`, and what there is so far; false
  ///     ends the run.
  /// - Returns: what it left behind.
  /// - Throws: `OptimizerError` where the composition has no meaning or a step is refused.
  public func train(
    seed: UInt64, observe: (Double, Result) throws -> Bool = { _, _ in true }
  ) throws -> Result {
    try train(in: environment, seed, observe)
  }

  private func train<World: Environment>(
    in world: World.Type, _ seed: UInt64, _ observe: (Double, Result) throws -> Bool
  ) throws -> Result {
    var world = World()
    var episodes = SplitMix64(seed: seed, stream: .episodes)
    var exploration = SplitMix64(seed: seed, stream: .exploration)
    var draws = SplitMix64(seed: seed, stream: .memory)
    world.reset(using: &episodes)
    var learner = try Learner(
      self, inputs: world.observation.count, actions: World.actionCount, seed: seed)
    var memory = ReplayMemory()
    var result = Result()
    var (length, total) = (0, 0.0)
    for step in 1...steps {
      let state = world.observation
      let isRandom = exploration.number(in: 0...1) < explorationShare(at: step)
      let random = exploration.number(below: World.actionCount)
      let action = isRandom ? random : learner.bestAction(in: state)
      let (reward, isTerminal) = world.step(action)
      memory.append(
        .init(
          state: state, action: action, reward: reward, next: world.observation,
          isTerminal: isTerminal))
      (length, total) = (length + 1, total + reward)
      if isTerminal || length == World.longestEpisode {
        result.episodes.append(Episode(lastStep: step, totalReward: total))
        (length, total) = (0, 0)
        world.reset(using: &episodes)
      }
      if step >= warmUp {
        let loss = try learner.learn(memory.sample(batchSize, using: &draws))
        if !loss.isFinite { result.ending = .diverged(step: step) }
      }
      if step.isMultiple(of: Swift.max(1, steps / 10)) { result.values += learner.takeValue() }
      let goesOn = try observe(Double(step) / Double(steps), result)
      if !goesOn, step < steps { result.ending = .interrupted }
      if result.ending != .finished { break }
    }
    result.weightNorm = learner.weightNorm
    return result
  }

  private func explorationShare(at step: Int) -> Double {
    let way = Swift.min(1, Double(step) / Double(explorationSteps))
    return 1 + way * (lastExploration - 1)
  }
}

/// The networks of an agent, and what moves them.
private struct Learner {
  private let agent: DeepQLearning
  private let actions: Int
  private let network: Perceptron<Linear>
  private let target: Perceptron<Linear>
  private let groups: [ParameterGroup]
  private var optimizer: Optimizer
  private let memory = TensorMemory()
  private var seen: (sum: Double, count: Int) = (0, 0)

  init(_ agent: DeepQLearning, inputs: Int, actions: Int, seed: UInt64) throws {
    self.agent = agent
    self.actions = actions
    let widths = [inputs] + agent.hidden + [actions]
    func makeNetwork() -> Perceptron<Linear> {
      var generator = SplitMix64(seed: seed, stream: .initialization)
      return Perceptron(widths: widths, dropout: 0, using: &generator) {
        Linear(from: $0, to: $1, using: &$2)
      }
    }
    (network, target) = (makeNetwork(), makeNetwork())
    groups = try ParameterPartition.decayingWeights(of: network).makeGroups()
    optimizer = try Optimizer(agent.composition)
    optimizer.threads = 1
  }

  /// The action that seems to be worth most.
  func bestAction(in state: [Float]) -> Int {
    memory.use { withoutGradients { best(network(Tensor([state])).array[...]) } }
  }

  /// Takes a step on some transitions.
  ///
  /// - Returns: the loss before it; where that is not finite, nothing moves.
  mutating func learn(_ batch: [ReplayMemory.Transition]) throws -> Double {
    let next = Tensor(batch.map(\.next))
    let (worth, later) = memory.use {
      withoutGradients { (network(next).array, target(next).array) }
    }
    let goals = goals(batch, worth, later)
    var chosen = [Float](repeating: 0, count: batch.count * actions)
    for (row, transition) in batch.enumerated() { chosen[row * actions + transition.action] = 1 }
    let (loss, worths) = memory.use {
      for group in groups { group.clearGradients() }
      let values = network(Tensor(batch.map(\.state)))
      let taken = (values * Tensor(chosen, shape: values.shape)).sum(along: 1)
      let loss = taken.huberLoss(Tensor(goals))
      loss.backward()
      return (Double(loss.scalar), values.array)
    }
    guard loss.isFinite else { return loss }
    for place in stride(from: 0, to: worths.count, by: actions) {
      seen.sum += Double(worths[place + best(worths[place..<(place + actions)])])
      seen.count += 1
    }
    try optimizer.step(groups)
    for (slow, fast) in zip(target.parameters, network.parameters) {
      let rate = agent.targetRate
      slow.value.update(zip(slow.value, fast.value).map { (1 - rate) * $0 + rate * $1 })
    }
    return loss
  }

  /// What each transition was worth: the action is chosen by one network, and valued by the other.
  private func goals(
    _ batch: [ReplayMemory.Transition], _ values: [Float], _ targets: [Float]
  ) -> [Float] {
    batch.enumerated().map { row, transition in
      let place = row * actions
      let action = best(values[place..<(place + actions)])
      let later = transition.isTerminal ? 0 : agent.discount * Double(targets[place + action])
      return Float(transition.reward + later)
    }
  }

  private func best(_ values: ArraySlice<Float>) -> Int {
    var best = values.startIndex
    for place in values.indices where values[place] > values[best] { best = place }
    return best - values.startIndex
  }

  /// The mean of max Q since it was asked last; none where nothing was learned.
  mutating func takeValue() -> [Double] {
    defer { seen = (0, 0) }
    return seen.count == 0 ? [] : [seen.sum / Double(seen.count)]
  }

  var weightNorm: Double {
    let weights = groups.filter { $0.decayMultiplier > 0 }.flatMap(\.parameters)
    return weights.reduce(0) { sum, weight in
      weight.value.reduce(sum) { $0 + Double($1) * Double($1) }
    }.squareRoot()
  }
}
