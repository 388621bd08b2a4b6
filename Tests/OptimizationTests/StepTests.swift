import Descent
import Foundation
import TestSupport
import Testing

@Suite struct StepTests {
  private let compositions: [Composition] = [
    .sgd(learningRate: .constant(0.1), momentum: 0.9),
    .adamw(learningRate: .constant(0.01)),
    .adams(learningRate: .constant(0.01), weightDecay: 0.1),
    .amsgrad(learningRate: .constant(0.01), decay: .stable(0.1)),
    .adam(learningRate: .constant(0.01), decay: .l2(0.1)),
  ]

  @Test func `threads and tiles change no bit`() throws {
    let problem = Problem(shapes: [[5], [40_000], [3, 4], [33_000]])
    for var composition in compositions {
      composition.transforms = [.clip(globalNorm: 1), .clip(value: 0.01)]
      let results = try [(1, 512), (2, 512), (3, 256), (2, 1000)].map { threads, tile in
        var optimizer = try Optimizer(composition, tile: tile)
        optimizer.threads = threads
        let parameters = problem.makeParameters()
        return try problem.values(
          after: 3, of: &optimizer, groups: [ParameterGroup("all", parameters)],
          parameters: parameters)
      }
      #expect(results.allSatisfy { $0 == results[0] }, "\(composition)")
    }
  }

  @Test func `groups of equal settings are one group`() throws {
    let problem = Problem()
    for var composition in compositions {
      composition.transforms = [.clip(globalNorm: 1)]
      let together = try problem.values(after: 5, of: composition)
      var optimizer = try Optimizer(composition)
      let parameters = problem.makeParameters()
      let groups = [
        ParameterGroup("odd", [parameters[3], parameters[1]]),
        ParameterGroup("even", [parameters[4], parameters[0], parameters[2]]),
      ]
      let apart = try problem.values(
        after: 5, of: &optimizer, groups: groups, parameters: parameters)
      #expect(apart == together, "\(composition)")
    }
  }

  /// The gradient times 0.9^t + 2 · 0.8^t, by two numbers that are kept.
  private struct TwoProducts: MomentEstimator {
    static let name = "twoProducts"
    var lines: [Assignment] {
      let (p, q): (Formula, Formula) = ("p", "q")
      return [
        p ← ((.t .== 1) + (.t .> 1) * p) * 0.9, q ← ((.t .== 1) + (.t .> 1) * q) * 0.8,
        .d ← .g * (p + 2 * q).named("a"),
      ]
    }
    func pass(at step: StepContext) -> any MomentPass { Pass(factor: Float(step["a"])) }

    struct Pass: MomentPass {
      let factor: Float
      func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
        for i in direction.indices { direction[i] = factor * tile.gradient[i] }
      }
    }
  }

  /// Parameters that take a step as one behind others that take none.
  @Test(arguments: [0, 1, 3]) func `each parameter has its own numbers`(absent: Int) throws {
    let parameters = (0..<5).map { Parameter("p\($0)", [1]) }
    let group = ParameterGroup("all", parameters)
    var optimizer = try Optimizer(
      Composition(
        moments: TwoProducts(), preconditioner: .identity, decay: .none, schedule: .constant(0.1)),
      missingGradients: .leaveOut)
    var expected = [Float](repeating: 1, count: 5)
    for step in 1...4 {
      let (p, q) = (Float(pow(0.9, Double(step))), Float(pow(0.8, Double(step))))
      for (index, parameter) in parameters.enumerated() {
        guard index >= absent else { continue }
        parameter.setGradient([1])
        expected[index] -= 0.1 * (p + 2 * q)
      }
      try optimizer.step([group])
      group.clearGradients()
    }
    for (parameter, value) in zip(parameters, expected) {
      #expect(abs(parameter.value[0] - value) < 1e-6, "\(parameter.name)")
    }
  }

  @Test func `a copy goes on by itself`() throws {
    let problem = Problem()
    let parameters = problem.makeParameters()
    let group = ParameterGroup("all", parameters)
    var optimizer = try Optimizer(.adams(learningRate: .constant(0.01)))
    _ = try problem.values(after: 3, of: &optimizer, groups: [group], parameters: parameters)
    let start = parameters.map { Array($0.value) }
    var copy = optimizer
    let first = try problem.values(
      after: 2, of: &optimizer, groups: [group], parameters: parameters)
    for (parameter, values) in zip(parameters, start) { parameter.value.update(values) }
    let second = try problem.values(after: 2, of: &copy, groups: [group], parameters: parameters)
    #expect(first == second)
    #expect(first != start)
  }

  @Test func `a parameter without a gradient is named`() throws {
    let with = Parameter("with", [1])
    let without = Parameter("without", [2])
    let group = ParameterGroup("all", [with, without])
    with.setGradient([1])
    var optimizer = try Optimizer(.sgd(learningRate: .constant(1)))
    let error = #expect(throws: OptimizerError.self) { try optimizer.step([group]) }
    #expect(error?.code == .missingGradient)
    #expect(error?.message == "without has no gradient")
    #expect(Array(with.value) == [1])
    #expect(optimizer.stepCount == 0)
  }

  @Test func `a parameter that is left out has a step count of its own`() throws {
    let early = Parameter("early", [1, 1])
    let late = Parameter("late", [1, 1])
    let group = ParameterGroup("all", [early, late])
    var optimizer = try Optimizer(
      .adam(learningRate: .constant(0.1)), missingGradients: .leaveOut)
    early.setGradient([1, 2])
    let report = try optimizer.step([group])
    let afterOne = Array(early.value)
    #expect(report.leftOut == 1)
    #expect(Array(late.value) == [1, 1])
    late.setGradient([1, 2])
    try optimizer.step([group])
    // What joins at the second step moves as the other did at the first.
    #expect(Array(late.value) == afterOne)
    #expect(Array(early.value) != afterOne)
  }

  @Test func `names must be unique`() throws {
    let parameters = [Parameter("w", [1]), Parameter("w", [2])]
    for parameter in parameters { parameter.setGradient([1]) }
    let groups = [ParameterGroup("a", [parameters[0]]), ParameterGroup("b", [parameters[1]])]
    var optimizer = try Optimizer(.sgd(learningRate: .constant(1)))
    let error = #expect(throws: OptimizerError.self) { try optimizer.step(groups) }
    #expect(error?.message == "two parameters are called w, in the groups a and b")
  }

  @Test(arguments: [[], ["all"]])
  func `a step over nothing is refused, and none is counted`(_ names: [String]) throws {
    var optimizer = try Optimizer(.sgd(learningRate: .constant(1)))
    let error = #expect(throws: OptimizerError.self) {
      try optimizer.step(names.map { ParameterGroup($0, []) })
    }
    #expect(error?.code == .noParameters)
    #expect(optimizer.stepCount == 0)
  }

  @Test func `an optimizer prints its rule, and a report what is known`() throws {
    let (seen, unseen) = (Parameter("seen", [3]), Parameter("unseen", [4]))
    let groups = [ParameterGroup("all", [seen, unseen])]
    var optimizer = try Optimizer(
      .sgds(learningRate: .constant(0.5), momentum: 0.5, weightDecay: 4),
      missingGradients: .leaveOut)
    #expect("\(optimizer)" == optimizer.explain())
    optimizer.norms = .every(2)
    seen.setGradient([2])
    let first = "\(try optimizer.step(groups))"
    #expect(
      first == "step 1: learning rate 0.5, effective learning rate 1.0, decay rate 4.0, "
        + "1 parameters left out, decay limited")
    unseen.setGradient([0])
    let second = "\(try optimizer.step(groups))"
    #expect(second.hasPrefix("step 2: learning rate 0.5, gradient norm 2.0, transformed gradient"))
    let skipped = StepReport(step: 3, skippedBecause: "micro-batch 1 of 2")
    #expect("\(skipped)" == "step 3, skipped: micro-batch 1 of 2")
  }

  /// What waits for a later step, and what schedules remember, is a copy's own, too.
  @Test func `a copy's groups that wait and metrics are its own`() throws {
    let problem = Problem(shapes: [[5], [700]])
    let parameters = problem.makeParameters()
    let groups = zip(["present", "absent"], parameters).map { ParameterGroup($0, [$1]) }
    var optimizer = try Optimizer(
      .adamw(learningRate: .constant(0.01).reducedOnPlateau(factor: 0.5, patience: 0)))
    func step(_ optimizer: inout Optimizer, _ number: Int, _ count: Int) throws {
      problem.setGradients(parameters, step: number)
      try optimizer.step(Array(groups.prefix(count)))
    }
    try step(&optimizer, 1, 2)
    try step(&optimizer, 2, 1)
    let start = parameters.map { Array($0.value) }
    var copy = optimizer
    func goOn(_ optimizer: inout Optimizer) throws -> [[Float]] {
      for (parameter, values) in zip(parameters, start) { parameter.value.update(values) }
      for number in 3...5 {
        try step(&optimizer, number, 2)
        optimizer.observe(metric: 1)
      }
      return parameters.map { Array($0.value) }
    }
    optimizer.observe(metric: 1)
    optimizer.observe(metric: 1)
    #expect(optimizer.nextLearningRate == 0.005 && copy.nextLearningRate == 0.01)
    copy.observe(metric: 1)
    copy.observe(metric: 1)
    #expect(try goOn(&optimizer) == goOn(&copy))
  }

  /// Whoever is left out counts in no norm, whatever gradient it had before.
  @Test(arguments: [ClipByNorm.clip(globalNorm: 3), .clip(groupNorm: 3)])
  func `norms are those of the gradients that there are`(_ clip: ClipByNorm) throws {
    let (with, without) = (Parameter("with", [0]), Parameter("without", [0]))
    let groups = [ParameterGroup("all", [with, without])]
    var composition = Composition.sgd(learningRate: .constant(1))
    composition.transforms = [clip]
    var optimizer = try Optimizer(composition, missingGradients: .leaveOut)
    with.setGradient([1.5])
    without.setGradient([2])
    try optimizer.step(groups)
    without.clearGradient()
    with.setGradient([3])
    try optimizer.step(groups)
    #expect(with.value[0] == -4.5 && without.value[0] == -2)
  }

  @Test func `a penalty ends with its window, and begins with it`() throws {
    for (decay, expected) in [
      (L2Decay.l2(0.5).until(step: 3), [0.5, 0.25, 0.25, 0.25]),
      (L2Decay.l2(0.5).from(step: 3), [1, 1, 0.5, 0.25]),
    ] as [(any DecayPolicy, [Float])] {
      let weight = Parameter("w", [1])
      let groups = [ParameterGroup("all", [weight])]
      var optimizer = try Optimizer(
        moments: .gradient, preconditioner: .identity, decay: decay, schedule: .constant(1))
      for value in expected {
        weight.setGradient([0])
        try optimizer.step(groups)
        #expect(weight.value[0] == value)
      }
    }
  }

  @Test func `a step has no ratio to parameters of 0 but 0`() throws {
    let weight = Parameter("w", [0])
    let groups = [ParameterGroup("all", [weight])]
    var optimizer = try Optimizer(.sgd(learningRate: .constant(0.5)))
    #expect(StepReport(step: 1, skippedBecause: "none").updateToWeightRatio == nil)
    optimizer.norms = .every(1)
    for (gradient, ratio) in [(4, 0), (1, 0.25)] as [(Float, Double)] {
      weight.setGradient([gradient])
      #expect(try optimizer.step(groups).updateToWeightRatio == ratio)
    }
  }

  /// What absorbs the decay has it for one unit of learning rate, of which there is none here; a share that
  /// isn't in proportion to the rate can't be told by it, and is none.
  @Test func `at a learning rate of 0 nothing moves, however large the decay`() throws {
    let cases: [(any Preconditioner, any DecayPolicy)] = [
      (Identity(), DecoupledDecay.decoupled(0.5)),
      (.rootMeanSquare().scalingDecay(), DecoupledDecay.decoupled(0.5)),
      (.rootMeanSquare().scalingDecay(), VanillaDecay.vanilla(0.5)),
    ]
    for (preconditioner, decay) in cases {
      let weight = Parameter("w", [1, -2])
      var optimizer = try Optimizer(
        moments: .gradient, preconditioner: preconditioner, decay: decay, schedule: .constant(0))
      weight.setGradient([3, 4])
      try optimizer.step([ParameterGroup("all", [weight])])
      #expect(Array(weight.value) == [1, -2], "\(preconditioner), \(decay)")
    }
  }
}
