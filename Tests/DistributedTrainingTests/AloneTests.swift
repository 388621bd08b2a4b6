import Descent
@testable import DistributedTraining
import Synchronization
import Testing

/// A process without others, that counts what would be sent.
private struct CountingAlone: Communicator {
  let rank = 0
  let count = 1
  let calls = Count()

  final class Count: Sendable { let value = Mutex(0) }

  func exchange(_ parts: Span<Float>, counts: [Int], _ received: inout MutableSpan<Float>) {
    calls.value.withLock { $0 += 1 }
    Alone().exchange(parts, counts: counts, &received)
  }

  func gather(_ own: Span<Float>, counts: [Int], _ all: inout MutableSpan<Float>) {
    calls.value.withLock { $0 += 1 }
    Alone().gather(own, counts: counts, &all)
  }

  func gather(_ own: [Double]) -> [[Double]] {
    calls.value.withLock { $0 += 1 }
    return [own]
  }
}

/// One process has nobody to hear from: it exchanges nothing, and numbers stay what they are.
@Suite struct AloneTests {
  private static let data: TrainingData = {
    let examples = Dataset(
      shape: [2], features: (0..<16).map { Float($0 % 5) }, labels: (0..<8).map { $0 % 2 },
      classes: ["a", "b"])
    return .examples(training: examples, test: examples)
  }()

  private func expectSilence(_ work: (CountingAlone) throws -> Void) rethrows {
    let ranks = CountingAlone()
    try work(ranks)
    #expect(ranks.calls.value.withLock { $0 } == 0)
  }

  @Test func `means are what they are of`() {
    expectSilence { ranks in
      var values: [Float] = [1, -0.0, .infinity]
      var span = values.mutableSpan
      ranks.average(&span)
      #expect(values.map(\.bitPattern) == [1, -0.0, .infinity].map { Float($0).bitPattern })
      let weight = Parameter("w", [1, 2])
      weight.setGradient([3, 4])
      ranks.averageGradients(of: [ParameterGroup("all", [weight])])
      #expect(weight.gradient.map(Array.init) == [3, 4])
    }
  }

  @Test func `nobody differs`() throws {
    try expectSilence { try $0.requireEqualPrograms(["train"]) }
  }

  @Test func `a task is the one that it shares`() throws {
    let plan = TaskPlan(data: Self.data, hidden: [3], batchSize: 4)
    var alone = try plan.makeTask(seed: 1)
    let loss = alone.takeGradient()
    try expectSilence { ranks in
      var task = DistributedTask(try plan.makeTask(seed: 1), over: ranks)
      #expect(task.takeGradient() == loss && task.traffic == GradientTraffic())
    }
  }

  @Test func `state is not shared out`() throws {
    try expectSilence { ranks in
      let weight = Parameter("w", [1, 2])
      let group = ParameterGroup("all", [weight])
      var optimizer = try Optimizer(.adamw(learningRate: .constant(0.1)))
      optimizer.shardState(over: ranks)
      weight.setGradient([1, 1])
      try optimizer.step([group])
      let share = try optimizer.stateShare(of: [group])
      #expect(share.elements == 2 && share.bytesSentPerStep == 0)
      var run = TrainingRun(
        composition: .adamw(learningRate: .constant(0.1)), steps: 1, recordInterval: 1)
      run.shardState(over: ranks)
      #expect(try run.shards(of: [group]) == nil)
    }
  }
}
