import Descent
import Foundation
import Optimization
import Storing
import TestSupport
import Testing

@Suite struct ResumeTests {
  private static let compositions: [Composition] = [
    .adams(learningRate: .constant(0.01), weightDecay: 0.1),
    .amsgrad(learningRate: .constant(0.01), decay: .stable(0.1)),
    .sgd(learningRate: .constant(0.01), momentum: 0.9),
    .nadam(learningRate: .constant(0.01)),
    .adafactor(learningRate: .constant(0.01), momentum: 0.9),
    .shampoo(learningRate: .constant(0.01), momentum: 0.9, largestBlock: 8),
    .adam(learningRate: .constant(0.01).reducedOnPlateau(factor: 0.5, patience: 0)),
    .prodigy(learningRate: .constant(1), initialDistance: 0.01, decay: .stable(0.1)),
    .dadaptSGD(learningRate: .cosine(peak: 1, steps: 9), momentum: 0.9, initialDistance: 0.01),
    .dadaptAdam(learningRate: .constant(1), initialDistance: 0.01),
  ]

  private let problem = Problem(shapes: [[5], [3, 4], [1], [70], [2, 3, 2]])
  private let steps = 4

  private func together(_ parameters: [Parameter]) -> [ParameterGroup] {
    [ParameterGroup("all", parameters)]
  }

  private func apart(_ parameters: [Parameter]) -> [ParameterGroup] {
    [
      ParameterGroup("odd", [parameters[3], parameters[1]]),
      ParameterGroup("even", [parameters[4], parameters[0], parameters[2]]),
    ]
  }

  /// Takes a step, and tells a schedule that asks for it a metric that does not fall.
  private func step(
    _ optimizer: inout Optimizer, _ groups: [ParameterGroup], _ parameters: [Parameter], _ t: Int
  ) throws {
    problem.setGradients(parameters, step: t)
    try optimizer.step(groups)
    if optimizer.followsMetric {
      optimizer.observe(metric: 1)
    }
  }

  private func bits(_ parameters: [Parameter]) -> [[UInt32]] {
    parameters.map { $0.value.map(\.bitPattern) }
  }

  @Test(arguments: compositions.indices)
  func `a run that is loaded goes on with the same bits`(_ index: Int) throws {
    let composition = Self.compositions[index]
    let folder = try TemporaryFolder()
    let parameters = problem.makeParameters()
    let groups = together(parameters)
    var optimizer = try Optimizer(composition, tile: 16)
    try optimizer.save(to: folder.file("0"), groups: groups)
    for t in 1...steps {
      try step(&optimizer, groups, parameters, t)
      try optimizer.save(to: folder.file("\(t)"), groups: groups, catalogue: .standard)
    }
    let end = bits(parameters)
    for saved in 0...steps {
      let others = problem.makeParameters()
      let otherGroups = apart(others)
      var resumed = try Optimizer(composition, tile: 24)
      // What the receiver has done before must leave no trace.
      try step(&resumed, otherGroups, others, 9)
      let skipped = try resumed.load(from: folder.file("\(saved)"), groups: otherGroups)
      #expect(skipped.isEmpty && resumed.stepCount == saved)
      for t in (saved + 1)..<(steps + 1) { try step(&resumed, otherGroups, others, t) }
      #expect(bits(others) == end, "\(composition), saved after \(saved)")
      try resumed.save(to: folder.file("again"), groups: otherGroups, catalogue: .standard)
      #expect(
        FileManager.default.contentsEqual(
          atPath: folder.file("again"), andPath: folder.file("\(steps)")))
    }
  }

  /// What a schedule keeps, it may keep for each group.
  @Test(arguments: Catalogue.standard.recipes.map(\.name))
  func `groups of every recipe go on with the same bits`(_ name: String) throws {
    let composition = try Catalogue.standard.recipe(name).composition(.constant(0.1))
    let problem = Problem(shapes: [[3, 4], [4, 2]])
    let (parameters, others) = (problem.makeParameters(), problem.makeParameters())
    let (groups, otherGroups) = (grouped(parameters), grouped(others))
    func grouped(_ parameters: [Parameter]) -> [ParameterGroup] {
      parameters.map { ParameterGroup("the group of \($0.name)", [$0]) }
    }
    func step(_ optimizer: inout Optimizer, _ groups: [ParameterGroup], _ t: Int) throws {
      problem.setGradients(groups.flatMap(\.parameters), step: t)
      if optimizer.followsMetric { optimizer.observe(metric: 1 / Double(t)) }
      try optimizer.step(groups)
    }
    let folder = try TemporaryFolder()
    var optimizer = try Optimizer(composition)
    for t in 1...3 { try step(&optimizer, groups, t) }
    try optimizer.save(to: folder.file("a"), groups: groups)
    var resumed = try Optimizer(composition)
    #expect(try resumed.load(from: folder.file("a"), groups: otherGroups).isEmpty)
    for t in 4...6 {
      try step(&optimizer, groups, t)
      try step(&resumed, otherGroups, t)
    }
    #expect(bits(others) == bits(parameters))
  }

  @Test(arguments: compositions.indices)
  func `values without their state go elsewhere`(_ index: Int) throws {
    let composition = Self.compositions[index]
    let parameters = problem.makeParameters()
    let groups = together(parameters)
    var optimizer = try Optimizer(composition)
    for t in 1...steps { try step(&optimizer, groups, parameters, t) }
    var cold = try Optimizer(composition)
    let others = problem.makeParameters()
    for (other, parameter) in zip(others, parameters) { other.value.update(parameter.value) }
    let otherGroups = together(others)
    try step(&optimizer, groups, parameters, steps + 1)
    try step(&cold, otherGroups, others, steps + 1)
    #expect(bits(others) != bits(parameters), "\(composition)")
  }

  @Test func `hyper-parameters stay the receiver's, and the recipe can be read`() throws {
    let folder = try TemporaryFolder()
    let parameters = problem.makeParameters()
    let groups = together(parameters)
    let saved = Composition.adams(learningRate: .constant(0.01), weightDecay: 0.1)
    var optimizer = try Optimizer(saved)
    try step(&optimizer, groups, parameters, 1)
    try optimizer.save(to: folder.file("a"), groups: groups, catalogue: .standard)
    var other = try Optimizer(.adams(learningRate: .constant(0.5), weightDecay: 0.1))
    try other.load(from: folder.file("a"), groups: groups)
    #expect(other.nextLearningRate == 0.5)
    let recipe = try #require(try Optimizer.recipe(inCheckpoint: folder.file("a")))
    #expect(try Composition(recipe, catalogue: .standard) == saved)
    try optimizer.save(to: folder.file("b"), groups: groups)
    #expect(try Optimizer.recipe(inCheckpoint: folder.file("b")) == nil)
  }

  @Test func `counters of parameters and metrics of groups are resumed`() throws {
    let folder = try TemporaryFolder()
    func makeOptimizer() throws -> Optimizer {
      try Optimizer(
        .adam(learningRate: .constant(0.01)),
        groups: ["even": .sgd(learningRate: .constant(0.1).reducedOnPlateau(patience: 0))],
        missingGradients: .leaveOut)
    }
    func go(
      _ optimizer: inout Optimizer, _ groups: [ParameterGroup], _ parameters: [Parameter], _ t: Int
    ) throws {
      problem.setGradients(parameters, step: t)
      if t < 3 { parameters[1].clearGradient() }
      try optimizer.step(groups)
      optimizer.observe(metric: 1)
    }
    let parameters = problem.makeParameters()
    let groups = apart(parameters)
    var optimizer = try makeOptimizer()
    for t in 1...3 { try go(&optimizer, groups, parameters, t) }
    try optimizer.save(to: folder.file("a"), groups: groups, catalogue: .standard)
    let others = problem.makeParameters()
    let otherGroups = Array(apart(others).reversed())
    var resumed = try makeOptimizer()
    try resumed.load(from: folder.file("a"), groups: otherGroups)
    #expect(bits(others) == bits(parameters))
    for t in 4...5 {
      try go(&optimizer, groups, parameters, t)
      try go(&resumed, otherGroups, others, t)
      #expect(bits(others) == bits(parameters))
    }
    #expect(
      try Optimizer.recipe(inCheckpoint: folder.file("a"))
        == optimizer.composition.recipe(catalogue: .standard))
  }

  @Test func `every recipe of the catalogue can be saved and loaded`() throws {
    let folder = try TemporaryFolder()
    for recipe in Catalogue.standard.recipes {
      // A matrix is what every recipe can work on.
      let groups = together([problem.makeParameters()[1]])
      var optimizer = try Optimizer(recipe.composition(.constant(0.01)))
      try optimizer.save(to: folder.file("a"), groups: groups, catalogue: .standard)
      #expect(try optimizer.load(from: folder.file("a"), groups: groups).isEmpty, "\(recipe.name)")
    }
  }
}
