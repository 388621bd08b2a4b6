import Descent
import Dispatch
@testable import DistributedTraining
import Foundation
import Synchronization
import Testing

/// Ranks that count what is exchanged, and say when it begins.
private struct CountingRanks: Communicator {
  let base: ThreadRanks
  let calls = DispatchSemaphore(value: 0)
  let numbers = Count()

  final class Count: Sendable { let value = Mutex(0) }

  var rank: Int { base.rank }
  var count: Int { base.count }

  func exchange(_ parts: Span<Float>, counts: [Int], _ received: inout MutableSpan<Float>) {
    numbers.value.withLock { $0 += parts.count }
    calls.signal()
    base.exchange(parts, counts: counts, &received)
  }

  func gather(_ own: Span<Float>, counts: [Int], _ all: inout MutableSpan<Float>) {
    base.gather(own, counts: counts, &all)
  }

  func gather(_ own: [Double]) -> [[Double]] { base.gather(own) }
}

@Suite struct GradientExchangeTests {
  /// Four parameters, one of which is used twice and one not at all.
  private struct Network {
    let parameters = [
      Parameter("first", shape: [4, 3], (0..<12).map { Float($0) / 8 }),
      Parameter("twice", shape: [3, 3], (0..<9).map { Float($0) / 4 - 1 }),
      Parameter("unused", shape: [2, 2], [1, 2, 3, 4]), Parameter("bias", [0.5, -0.25, 0.125]),
    ]
    let groups: [ParameterGroup]

    init() {
      groups = [
        ParameterGroup("weights", Array(parameters.prefix(3))),
        ParameterGroup("biases", [parameters[3]]),
      ]
    }

    /// One backward pass; each rank has inputs of its own.
    func backward(rank: Int) {
      for group in groups { group.clearGradients() }
      let input = Tensor((0..<8).map { Float($0 + rank) / 5 }, shape: [2, 4])
      let first = input.matrixProduct(Tensor(parameters[0])) + Tensor(parameters[3])
      let second = first.matrixProduct(Tensor(parameters[1])).tanh()
      second.matrixProduct(Tensor(parameters[1])).sum().backward()
    }

    var gradients: [[UInt32]] {
      parameters.map { $0.gradient.map { $0.map(\.bitPattern) } ?? [] }
    }
  }

  @Test(arguments: [1, 10, 1_000], 2...3)
  func bucketsMakeTheBitsOfSendingAfterwards(bucketSize: Int, count: Int) throws {
    let afterwards = try ThreadRanks.run(count) { ranks in
      let network = Network()
      network.backward(rank: ranks.rank)
      ranks.averageGradients(of: network.groups)
      return network.gradients
    }
    let meanwhile = try ThreadRanks.run(count) { ranks in
      let network = Network()
      let exchange = GradientExchange(of: network.groups, over: ranks, bucketSize: bucketSize)
      // The second pass begins anew.
      for _ in 1...2 { exchange.average { network.backward(rank: ranks.rank) } }
      #expect(exchange.traffic.steps == 2 && exchange.traffic.sending > .zero)
      // Of n ranks each sends (n − 1)/n of all numbers to add them up, and as many of the sums.
      let numbers = 2 * 2 * network.groups.reduce(0) { $0 + $1.count } * (count - 1) / count
      #expect((4 * numbers - 64...4 * numbers).contains(exchange.traffic.bytes))
      return network.gradients
    }
    #expect(meanwhile == afterwards)
    #expect(meanwhile[0][0] == meanwhile[1][0] && meanwhile[0][2].isEmpty)
  }

  /// The body waits for the first bucket to be on its way, which would be in vain if it were sent later.
  @Test(arguments: [false, true])
  func bucketsAreSentWhileThePassGoesOn(inShards: Bool) throws {
    let came = try ThreadRanks.run(2) { base in
      let ranks = CountingRanks(base: base)
      let network = Network()
      let shards = network.groups.map { [0..<($0.count / 2), ($0.count / 2)..<$0.count] }
      let exchange = GradientExchange(
        of: network.groups, over: ranks, bucketSize: 1, shards: inShards ? shards : nil)
      // The first pass finds the order of the buckets, and sends all of them afterwards.
      exchange.average { network.backward(rank: base.rank) }
      while ranks.calls.wait(timeout: .now()) == .success {}
      return exchange.average {
        network.backward(rank: base.rank)
        return ranks.calls.wait(timeout: .now() + .seconds(20)) == .success
      }
    }
    #expect(came == [true, true])
  }

  /// Ranks whose graphs complete gradients in another order send the same buckets still.
  @Test func theOrderIsThatOfTheFirstRank() throws {
    let gradients = try ThreadRanks.run(2) { ranks in
      let parameters = [Parameter("short", [1, 2]), Parameter("long", [3, 4, 5, 6, 7])]
      let groups = parameters.map { ParameterGroup($0.name, [$0]) }
      let exchange = GradientExchange(of: groups, over: ranks, bucketSize: 1)
      for pass in 1...3 {
        exchange.average {
          for group in groups { group.clearGradients() }
          let factor = Float(pass * (1 + ranks.rank))
          let losses = parameters.map { (Tensor($0) * Tensor($0)).sum() * factor }
          (ranks.rank == 0 ? losses[0] + losses[1] : losses[1] + losses[0]).backward()
        }
      }
      return parameters.map { $0.gradient.map(Array.init) }
    }
    // The mean factor of the third pass is 4.5.
    #expect(gradients[0] == [[9, 18], [27, 36, 45, 54, 63]])
    #expect(gradients[1] == gradients[0])
  }

  /// A gradient that some ranks lack would be averaged with what is left of an earlier one.
  @Test func missingGradientsOfOneRankStopAll() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try ThreadRanks.run(3) { ranks in
        let network = Network()
        network.backward(rank: ranks.rank)
        if ranks.rank == 1 { network.parameters[3].clearGradient() }
        ranks.averageGradients(of: network.groups)
      }
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains("but bias has none on rank 1, and one on rank 0\n"))
  }

  @Test func missingGradientsOfOneRankStopAnExchange() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try ThreadRanks.run(3) { ranks in
        let network = Network()
        let exchange = GradientExchange(of: network.groups, over: ranks, bucketSize: 1)
        exchange.average {
          network.backward(rank: ranks.rank)
          if ranks.rank != 2 { network.parameters[0].clearGradient() }
        }
      }
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains("but first has none on rank 0, and one on rank 2\n"))
  }

  @Test func aParameterIsHeardOfOnceAndComplete() {
    let network = Network()
    var heard: [String: [UInt32]] = [:]
    var order: [String] = []
    for group in network.groups {
      group.whenGradientIsComplete = { parameter in
        order.append(parameter.name)
        heard[parameter.name] = parameter.gradient?.map(\.bitPattern)
      }
    }
    for _ in 1...2 {
      order = []
      network.backward(rank: 0)
      #expect(order.sorted() == ["bias", "first", "twice"])
      for parameter in network.parameters {
        #expect(heard[parameter.name] == parameter.gradient?.map(\.bitPattern))
      }
    }
  }
}

/// Wrappers whose gradients are averaged: one trajectory for all ranks, that of the mean gradient.
@Suite struct RankAveragingTests {
  /// Weights after some steps on ½ |θ − t|², of which each rank has a target t of its own.
  private static func weights(
    _ stepper: any GroupStepper, target: Float, steps: Int = 6
  ) throws -> [Float] {
    var stepper = stepper
    let weight = Parameter("weight", [1, -2, 0.5])
    let group = ParameterGroup("all", [weight])
    let compute = { weight.setGradient(weight.value.map { $0 - target }) }
    for _ in 0..<steps {
      compute()
      try stepper.step([group], recompute: compute)
    }
    return Array(weight.value)
  }

  /// Compares ranks whose targets have the mean 3 with one process whose target is 3.
  private func expectOneTrajectory(
    _ wrap: @escaping @Sendable (Optimizer, any Communicator) -> any GroupStepper
  ) throws {
    let stepper = { @Sendable (ranks: any Communicator) in
      wrap(try Optimizer(.adamw(learningRate: .constant(0.125))), ranks)
    }
    let one = try Self.weights(stepper(Alone()), target: 3)
    let several = try ThreadRanks.run(3) { ranks in
      try Self.weights(stepper(ranks), target: Float(2 + ranks.rank))
    }
    for weights in several {
      #expect(weights == several[0])
      for (a, b) in zip(weights, one) { #expect(abs(a - b) <= 1e-5 * abs(b)) }
    }
    // Without the mean, ranks go their own ways.
    let apart = try Self.weights(stepper(Alone()), target: 2)
    #expect(zip(apart, one).contains { abs($0 - $1) > 1e-4 * abs($1) })
  }

  @Test func accumulation() throws {
    try expectOneTrajectory { $0.averagingGradients(over: $1).accumulating(2) }
  }

  @Test func sharpnessAware() throws {
    try expectOneTrajectory { $0.sharpnessAware(rho: 0.5).averagingGradients(over: $1) }
  }

  @Test func scheduleFree() throws {
    try expectOneTrajectory { $0.scheduleFree().averagingGradients(over: $1) }
  }

  @Test func averages() throws {
    try expectOneTrajectory { $0.averagingWeights(beta: 0.9).averagingGradients(over: $1) }
  }

  @Test func lookahead() throws {
    try expectOneTrajectory { $0.lookahead(period: 2).averagingGradients(over: $1) }
  }

  @Test func accumulationSendsOnceForAStep() throws {
    let sent = try ThreadRanks.run(2) { base in
      let ranks = CountingRanks(base: base)
      let optimizer = try Optimizer(.sgd(learningRate: .constant(0.5)))
      _ = try Self.weights(
        optimizer.averagingGradients(over: ranks).accumulating(3), target: Float(base.rank))
      return ranks.numbers.value.withLock { $0 }
    }
    // Three numbers, rounded up to a part for each of two ranks, in two steps of three micro-batches.
    #expect(sent == [8, 8])
  }
}
