import Descent
import DistributedTraining
import Optimization
import Storing
import Testing

/// What a run of an optimizer leaves behind on a rank.
private struct Outcome: Equatable, Sendable {
  var values: [UInt32] = []
  var reports: [StepReport] = []
}

/// Groups of one seed, with a gradient for every step.
private struct Problem: Sendable {
  /// The shapes of the parameters of each group.
  var shapes: [[[Int]]]
  var steps = 3

  func makeGroups() -> [ParameterGroup] {
    shapes.enumerated().map { number, shapes in
      ParameterGroup(
        "g\(number)",
        shapes.enumerated().map { place, shape in
          Parameter("p\(number).\(place)", shape: shape, numbers(shape.reduce(1, *), number, place))
        }, decayMultiplier: number == 1 ? 0.5 : 1)
    }
  }

  /// Sets the gradients of a step; those of a rank, where ranks have their own.
  func setGradients(of groups: [ParameterGroup], step: Int, rank: Int = 0) {
    for (number, group) in groups.enumerated() {
      for (place, parameter) in group.parameters.enumerated() {
        parameter.setGradient(numbers(parameter.count, number + 10 * step, place + 100 * rank))
      }
    }
  }

  private static let pool: [Float] = {
    var generator = SplitMix64(seed: 3, stream: .initialization)
    return (0..<60_000).map { _ in generator.nextUniform() - 0.5 }
  }()

  private func numbers(_ count: Int, _ number: Int, _ place: Int) -> [Float] {
    let start = (number * 7 + place) * 101 % 20_000
    return Array(Self.pool[start..<(start + count)])
  }

  func outcome(
    of composition: Composition, sharded: Bool = true, over ranks: any Communicator,
    averaging: Bool = false, own: Bool = false, state: StatePrecision = .float32,
    tile: Int = 256
  ) throws -> Outcome {
    let groups = makeGroups()
    var optimizer = try Optimizer(composition, measuresGain: true, state: state, tile: tile)
    if sharded { optimizer.shardState(over: ranks) }
    optimizer.norms = .every(1)
    var outcome = Outcome()
    for step in 1...steps {
      setGradients(of: groups, step: step, rank: own ? ranks.rank : 0)
      if averaging { ranks.averageGradients(of: groups) }
      if optimizer.followsMetric { optimizer.observe(metric: 1 / Double(step)) }
      outcome.reports.append(try optimizer.step(groups))
    }
    outcome.values = groups.bits
    return outcome
  }
}

extension [ParameterGroup] {
  /// The bits of all values.
  fileprivate var bits: [UInt32] {
    flatMap { group in
      let block = group.values
      let values = block.span
      var bits: [UInt32] = []
      for i in values.indices { bits.append(values[i].bitPattern) }
      return bits
    }
  }
}

@Suite struct ShardedStateTests {
  /// Parameters across the borders of chunks and shards; small ones where a part sees them whole.
  private static func problem(for composition: Composition) -> Problem {
    composition.seesWholeParameters
      ? Problem(shapes: [[[5, 7], [3, 2], [7, 5], [2, 2]], [[4, 4]]])
      : Problem(shapes: [[[90, 100], [3, 5]], [[2, 3]]], steps: 2)
  }

  private func expectOneTrajectory(
    _ composition: Composition, _ problem: Problem, counts: ClosedRange<Int> = 2...4,
    _ name: String,
    state: StatePrecision = .float32
  ) throws {
    let one = try problem.outcome(of: composition, over: Alone(), state: state)
    for count in counts {
      let several = try ThreadRanks.run(count) {
        try problem.outcome(of: composition, over: $0, state: state)
      }
      for outcome in several {
        #expect(outcome.reports == one.reports, "\(name), \(count) ranks")
        // A difference of long arrays takes minutes to print.
        let isEqual = outcome.values == one.values
        #expect(isEqual, "\(name), \(count) ranks")
      }
    }
  }

  /// State that reaches over several stretches, of 64 tiles each, on every rank.
  @Test func stretchesOfAShardAreThoseOfTheWhole() throws {
    let composition = Composition(
      transforms: [.amplifySlow(), .clip(globalNorm: 1)], moments: .heavyBall(beta: 0.9),
      preconditioner: .adabelief(), decay: .stable(0.1), schedule: .constant(0.01))
    let problem = Problem(shapes: [[[90, 100], [3, 5]], [[2, 3]]], steps: 2)
    let one = try problem.outcome(of: composition, over: Alone(), tile: 4)
    let several = try ThreadRanks.run(2) { try problem.outcome(of: composition, over: $0, tile: 4) }
    for outcome in several {
      let isEqual = outcome == one
      #expect(isEqual)
    }
  }

  /// What is rounded at random is rounded as in one process.
  @Test func halvesAreShared() throws {
    let composition = Composition.adams(learningRate: .constant(0.01), weightDecay: 0.1)
    try expectOneTrajectory(
      composition, Self.problem(for: composition), "adams", state: .bfloat16(seed: 5))
  }

  /// Bits and reports of one process, for every recipe.
  @Test func everyRecipeStepsAsInOneProcess() throws {
    let recipes = Catalogue.standard.recipes
    #expect(recipes.count > 40)
    for recipe in recipes {
      let composition = recipe.composition(.constant(recipe.learningRate))
      try expectOneTrajectory(composition, Self.problem(for: composition), recipe.name)
    }
  }

  /// Sums over a parameter, a group and all, means that are measured in the pass, numbers that depend on
  /// the place of an element.
  @Test func sumsAreOverAllRanks() throws {
    let compositions = [
      Composition(
        transforms: [
          .clip(globalNorm: 1), .clip(parameterNorm: 0.5), .noise(variance: 1e-3, seed: 3),
        ], moments: .exponential(beta: 0.9),
        preconditioner: .rootMeanSquare(beta: 0.999, epsilon: 1e-8), decay: .stable(0.1),
        schedule: .constant(0.01)),
      Composition(
        transforms: [.clip(groupNorm: 1)], moments: .exponential(beta: 0.9),
        preconditioner: .amsgrad(beta: 0.99, epsilon: 1e-8), decay: .stable(0.1),
        schedule: .constant(0.01)),
      Composition(
        moments: .heavyBall(beta: 0.9), preconditioner: .identity, decay: .l2(0.1),
        schedule: .constant(0.01)),
    ]
    for (number, composition) in compositions.enumerated() {
      try expectOneTrajectory(composition, Self.problem(for: composition), "\(number)")
    }
  }

  /// Groups shorter than a tile, a chunk, a stretch, and than there are ranks; both sides of each.
  @Test(arguments: [1, 255, 4_095, 4_096, 4_097, 16_384, 16_385])
  func bordersFallWhereTheyMay(size: Int) throws {
    let composition = Composition.adams(learningRate: .constant(0.01), weightDecay: 0.1)
    try expectOneTrajectory(
      composition, Problem(shapes: [[[2], [size]]], steps: 2), counts: 2...5, "\(size)")
  }

  /// With gradients of their own, ranks take the step of the mean.
  @Test(arguments: [2, 3])
  func aStepTakesTheMeanOfAllGradients(count: Int) throws {
    let problem = Problem(shapes: [[[90, 100], [3, 5]], [[70]]])
    let composition = Composition.adamw(learningRate: .constant(0.01))
    let averaged = try ThreadRanks.run(count) {
      try problem.outcome(of: composition, sharded: false, over: $0, averaging: true, own: true)
    }
    let sharded = try ThreadRanks.run(count) {
      try problem.outcome(of: composition, over: $0, own: true)
    }
    let isEqual = sharded == averaged && sharded[0] == sharded[1]
    #expect(isEqual)
  }

  /// Every rank keeps its part of the state, all together what one process keeps, and room for gaps.
  @Test func stateIsSharedOut() throws {
    let problem = Problem(shapes: [[[200, 200]], [[50]]])
    let composition = Composition.adamw(learningRate: .constant(0.01))
    let share = { @Sendable (ranks: any Communicator) throws -> StateShare in
      var optimizer = try Optimizer(composition)
      optimizer.shardState(over: ranks)
      return try optimizer.stateShare(of: problem.makeGroups())
    }
    let one = try share(Alone())
    #expect(one.elements == 40_050)
    #expect(one.bytesSentPerStep == 0)
    for count in 2...4 {
      let shares = try ThreadRanks.run(count, { try share($0) })
      #expect(shares.map(\.elements).reduce(0, +) == one.elements)
      for share in shares {
        #expect(abs(share.elements - one.elements / count) <= 4_096)
        #expect(share.stateBytes >= 8 * share.elements)
        #expect(share.stateBytes < one.stateBytes / count + 8 * (16_384 + 4_096))
        // Gradients of the others' parts, and the own parameters to all others.
        #expect(
          share.bytesSentPerStep
            == 4 * (one.elements - share.elements) + 4 * share.elements * (count - 1))
      }
    }
  }

  /// Matrices that a part sees whole go to ranks by what their products cost.
  @Test func wholeParametersAreSharedOutByCost() throws {
    let problem = Problem(shapes: [[[8, 8], [8, 8], [2, 8], [8, 8], [8, 8]]])
    let elements = try ThreadRanks.run(4) { ranks in
      var optimizer = try Optimizer(.muon(learningRate: .constant(0.01)))
      optimizer.shardState(over: ranks)
      return try optimizer.stateShare(of: problem.makeGroups()).elements
    }
    #expect(elements == [64, 80, 64, 64] || elements == [64, 64, 80, 64])
  }

  /// A gradient that is missing everywhere leaves its parameter out, and a step that is refused leaves all
  /// ranks as they were.
  @Test func refusedAndIncompleteStepsAreThoseOfOneProcess() throws {
    let problem = Problem(shapes: [[[5_000], [5_000]], [[10]]])
    let composition = Composition(
      transforms: [.refuseNonFinite], moments: .exponential(beta: 0.9),
      preconditioner: .rootMeanSquare(beta: 0.999, epsilon: 1e-8), decay: .stable(0.1),
      schedule: .constant(0.01))
    let run = { @Sendable (ranks: any Communicator) throws -> [[UInt32]] in
      let groups = problem.makeGroups()
      var optimizer = try Optimizer(composition, missingGradients: .leaveOut)
      optimizer.shardState(over: ranks)
      var values: [[UInt32]] = []
      for step in 1...3 {
        problem.setGradients(of: groups, step: step)
        if step == 1 { groups[0].parameters[0].clearGradient() }
        if step == 2 { groups[0].parameters[1].setGradient([Float](repeating: .nan, count: 5_000)) }
        if step == 2 {
          let error = #expect(throws: OptimizerError.self) { try optimizer.step(groups) }
          #expect(error?.message.contains("p0.1") == true)
        } else {
          try optimizer.step(groups)
        }
        values.append(groups.bits)
      }
      let isAsBefore = values[1] == values[0]
      #expect(isAsBefore)
      return values
    }
    let one = try run(Alone())
    for count in 2...4 {
      for values in try ThreadRanks.run(count, { try run($0) }) {
        let isEqual = values == one
        #expect(isEqual)
      }
    }
  }

  /// A gradient that one rank lacks is refused by all, which are as they were; none waits for another.
  @Test(arguments: [MissingGradientPolicy.refuse, .leaveOut])
  func gradientsThatOneRankLacksAreRefusedByAll(policy: MissingGradientPolicy) throws {
    let problem = Problem(shapes: [[[5_000], [5_000]], [[10]]])
    let messages = try ThreadRanks.run(3) { ranks in
      let groups = problem.makeGroups()
      let before = groups.bits
      var optimizer = try Optimizer(
        .adamw(learningRate: .constant(0.01)), missingGradients: policy)
      optimizer.shardState(over: ranks)
      problem.setGradients(of: groups, step: 1)
      if ranks.rank == 1 { groups[0].parameters[1].clearGradient() }
      let error = #expect(throws: OptimizerError.self) { try optimizer.step(groups) }
      let isAsBefore = groups.bits == before && optimizer.stepCount == 0
      #expect(isAsBefore && error?.code == .missingGradient)
      return error?.message
    }
    let message =
      "all ranks must have gradients of the same parameters, but p0.1 has none on rank 1, and one on "
      + "rank 0"
    #expect(messages == [message, message, message])
  }
}
