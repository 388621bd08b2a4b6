import Descent
import DistributedTraining
import Storing
import Testing
@testable import Training

@Suite struct DistributedTaskTests {
  private static let parts: Dataset = {
    var generator = SplitMix64(seed: 4, stream: .initialization)
    let features = (0..<48 * 6).map { _ in generator.nextUniform() - 0.5 }
    let labels = (0..<48).map { features[$0 * 6] + features[$0 * 6 + 1] > 0 ? 1 : 0 }
    return Dataset(shape: [6], features: features, labels: labels, classes: ["no", "yes"])
  }()

  private static func plan(_ share: BatchShare = .whole) -> TaskPlan {
    TaskPlan(
      data: .examples(training: parts, test: parts), hidden: [8], batchSize: 12, share: share)
  }

  /// The weights and the loss of every step of a rank.
  private static func trained(
    _ composition: Composition, over ranks: any Communicator, steps: Int
  ) throws -> (weights: [Float], losses: [Double]) {
    let base = try plan(BatchShare(ranks.rank, of: ranks.count)).makeTask(seed: 1)
    var task = DistributedTask(base, over: ranks)
    var optimizer = try Optimizer(composition)
    var losses: [Double] = []
    for _ in 0..<steps {
      losses.append(task.takeGradient())
      try optimizer.step(task.groups)
    }
    return (task.groups.flatMap { $0.parameters.flatMap { Array($0.value) } }, losses)
  }

  /// A step apart by the last bits of a gradient: 12 examples are added up in another order.
  ///
  /// Five ranks have two or three examples each, whose weights make the gradient that of the whole.
  @Test(arguments: [2, 3, 4, 5])
  func sharedBatchesTrainAsWholeOnes(count: Int) throws {
    let composition = Composition.adamw(learningRate: .constant(1e-2))
    let one = try Self.trained(composition, over: Alone(), steps: 20)
    let several = try ThreadRanks.run(count) { ranks in
      try Self.trained(composition, over: ranks, steps: 20)
    }
    for rank in several {
      #expect(rank.weights == several[0].weights)
      #expect(rank.losses == several[0].losses)
    }
    for (a, b) in zip(one.losses, several[0].losses) { #expect(abs(a - b) < 1e-5) }
    for (a, b) in zip(one.weights, several[0].weights) { #expect(abs(a - b) < 1e-4) }
    let again = try ThreadRanks.run(count) { ranks in
      try Self.trained(composition, over: ranks, steps: 20)
    }
    #expect(again[0].weights == several[0].weights)
  }

  @Test func epochsAreThoseOfWholeBatches() throws {
    let base = try Self.plan().makeTask(seed: 1)
    #expect(base.stepsPerEpoch == 4)
    #expect(DistributedTask(base, over: Alone()).stepsPerEpoch == 4)
  }

  /// Each rank receives the means of what it steps while the pass goes on: the bits of whole gradients.
  @Test(arguments: [2, 3], [1, 100_000])
  func shardsTrainAsWholeState(count: Int, bucketSize: Int) throws {
    let composition = Composition(
      transforms: [.clip(globalNorm: 0.5)], moments: .exponential(beta: 0.9),
      preconditioner: .rootMeanSquare(beta: 0.999, epsilon: 1e-8), decay: .stable(0.01),
      schedule: .constant(0.01))
    let trained = { @Sendable (ranks: any Communicator, sharing: any Communicator) in
      var plan = Self.plan(BatchShare(ranks.rank, of: ranks.count))
      plan.hidden = [900, 8]
      let base = try plan.makeTask(seed: 1)
      var run = TrainingRun(composition: composition, steps: 3, recordInterval: 3)
      run.shardState(over: sharing, hasGradients: true)
      let shards = try run.shards(of: base.groups)
      #expect((shards == nil) == (sharing.count == 1))
      var task: any TrainingTask = DistributedTask(
        base, over: ranks, bucketSize: bucketSize, shards: shards)
      _ = try run.train(&task)
      return task.groups.flatMap { $0.parameters.flatMap { Array($0.value) } }
    }
    let whole = try ThreadRanks.run(count) { try trained($0, Alone()) }
    let sharded = try ThreadRanks.run(count) { try trained($0, $0) }
    let areEqual = sharded == whole && whole[0] == whole[1]
    #expect(areEqual)
  }

  /// The gradient, the running averages and the next ones of a network with batch normalization.
  private static func normalized(
    over ranks: any Communicator, sharesStatistics: Bool
  ) throws -> [Float] {
    var plan = plan(BatchShare(ranks.rank, of: ranks.count))
    plan.network = .batchNormalized
    var task = DistributedTask(
      try plan.makeTask(seed: 1), over: ranks, bucketSize: 10, sharesStatistics: sharesStatistics)
    var optimizer = try Optimizer(.sgd(learningRate: .constant(0.1)))
    var numbers: [Float] = []
    for _ in 0..<3 {
      _ = task.takeGradient()
      numbers += task.groups.flatMap(\.parameters).flatMap { Array($0.gradient ?? $0.value) }
      for buffer in task.buffers {
        if case .numbers(let slice) = buffer.content { numbers += Array(slice) }
      }
      try optimizer.step(task.groups)
    }
    return numbers
  }

  /// Statistics of the whole batch give what one process has, however the batch is cut.
  @Test(arguments: [2, 3, 5])
  func sharedStatisticsAreThoseOfOneProcess(count: Int) throws {
    let one = try Self.normalized(over: Alone(), sharesStatistics: true)
    func distance(_ numbers: [Float]) -> Float {
      zip(numbers, one).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }
    let several = try ThreadRanks.run(count) {
      try Self.normalized(over: $0, sharesStatistics: true)
    }
    for numbers in several {
      #expect(numbers == several[0] && numbers.count == one.count)
      #expect(distance(numbers) < 2e-6)
    }
    let apart = try ThreadRanks.run(count) {
      try Self.normalized(over: $0, sharesStatistics: false)
    }
    #expect(distance(apart[0]) > 1e-2)
  }

  /// With equal gradients nothing tells several processes from one: the same bits, for every recipe.
  @Test func equalGradientsMakeOneTrajectory() throws {
    let recipes = Catalogue.standard.recipes
    #expect(recipes.count > 40)
    for recipe in recipes {
      let composition = recipe.composition(.constant(recipe.learningRate))
      let weights = { @Sendable (ranks: any Communicator) throws -> [Float] in
        var task = DistributedTask(try Self.plan().makeTask(seed: 2), over: ranks)
        var optimizer = try Optimizer(composition)
        for _ in 0..<3 {
          let loss = task.takeGradient()
          if optimizer.followsMetric { optimizer.observe(metric: loss) }
          // Matrices are what every recipe can work on.
          try optimizer.step(Array(task.groups.prefix(1)))
        }
        return task.groups.flatMap { $0.parameters.flatMap { Array($0.value) } }
      }
      let one = try weights(Alone()).map(\.bitPattern)
      for rank in try ThreadRanks.run(3, { try weights($0) }) {
        #expect(rank.map(\.bitPattern) == one, "\(recipe.name)")
      }
    }
  }

  @Test func batchesWithoutAnExampleForEachAreRefused() {
    #expect(throws: BatchShareError(batchSize: 12, count: 13)) {
      try Self.plan(BatchShare(0, of: 13)).makeTask(seed: 1)
    }
    #expect(
      "\(BatchShareError(batchSize: 12, count: 13))"
        == "a batch of 12 examples can't be shared by 13 processes; take 13 or more")
  }

  @Test func sharesAreTheBatch() {
    let batch = [8, 7, 6, 5, 4, 3][...]
    for count in 1...6 {
      #expect((0..<count).flatMap { BatchShare($0, of: count).part(of: batch) } == Array(batch))
    }
  }
}
