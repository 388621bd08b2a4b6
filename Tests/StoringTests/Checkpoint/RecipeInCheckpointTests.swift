import Descent
import Foundation
import Storing
import TestSupport
import Testing

/// Optimizers made of what a checkpoint says.
@Suite struct RecipeInCheckpointTests {
  private let problem = Problem(shapes: [[3, 4], [5]])

  private func makeGroups() -> (groups: [ParameterGroup], parameters: [Parameter]) {
    let parameters = problem.makeParameters()
    return (
      [ParameterGroup("one", [parameters[0]]), ParameterGroup("two", [parameters[1]])], parameters
    )
  }

  private func makeOptimizer() throws -> Optimizer {
    try Optimizer(
      .adams(learningRate: .constant(0.1), weightDecay: 0.01),
      groups: ["two": .sgd(learningRate: .constant(0.2), momentum: 0.9)],
      missingGradients: .leaveOut)
  }

  @Test func `a run is resumed with the parts of all groups`() throws {
    let folder = try TemporaryFolder()
    let (groups, parameters) = makeGroups()
    var optimizer = try makeOptimizer()
    problem.setGradients(parameters, step: 1)
    try optimizer.step(groups)
    try optimizer.save(to: folder.file("a"), groups: groups, catalogue: .standard)
    let (otherGroups, others) = makeGroups()
    var resumed = try Optimizer(
      resuming: folder.file("a"), groups: otherGroups, catalogue: .standard,
      missingGradients: .leaveOut)
    #expect(resumed.composition == optimizer.composition)
    #expect(resumed.composition.groups.count == 1)
    for step in 2...3 {
      problem.setGradients(parameters, step: step)
      problem.setGradients(others, step: step)
      if step == 2 { for parameter in [parameters[0], others[0]] { parameter.clearGradient() } }
      try optimizer.step(groups)
      try resumed.step(otherGroups)
    }
    #expect(others.map { Array($0.value) } == parameters.map { Array($0.value) })
  }

  @Test func `wrappers go around the optimizer before it is loaded`() throws {
    let folder = try TemporaryFolder()
    let (groups, parameters) = makeGroups()
    var optimizer = try makeOptimizer().lookahead(period: 2).averagingWeights(beta: 0.5)
    for step in 1...3 {
      problem.setGradients(parameters, step: step)
      try optimizer.step(groups)
    }
    try optimizer.save(to: folder.file("a"), groups: groups, catalogue: .standard)
    let (otherGroups, others) = makeGroups()
    let error = #expect(throws: CheckpointError.self) {
      try Optimizer(resuming: folder.file("a"), groups: otherGroups, catalogue: .standard)
    }
    #expect(error?.differences.allSatisfy { $0.kind == .extra } == true)
    var resumed = try Optimizer(inCheckpoint: folder.file("a"), catalogue: .standard)
      .lookahead(period: 2).averagingWeights(beta: 0.5)
    #expect(resumed.stepCount == 0)
    try resumed.load(from: folder.file("a"), groups: otherGroups)
    for (group, other) in zip(groups, otherGroups) {
      group.clearGradients()
      other.clearGradients()
    }
    problem.setGradients(parameters, step: 4)
    problem.setGradients(others, step: 4)
    try optimizer.step(groups)
    try resumed.step(otherGroups)
    let averages = optimizer.withAverages { parameters.map { Array($0.value) } }
    #expect(resumed.withAverages { others.map { Array($0.value) } } == averages)
    #expect(others.map { Array($0.value) } == parameters.map { Array($0.value) })
  }

  @Test func `a file without a recipe, or with one that is not known, is refused`() throws {
    let folder = try TemporaryFolder()
    let (groups, _) = makeGroups()
    let optimizer = try makeOptimizer()
    func expectRefusal(_ message: String) {
      let error = #expect(throws: CheckpointError.self) {
        try Optimizer(resuming: folder.file("a"), groups: groups, catalogue: .standard)
      }
      #expect(error?.problem.contains(message) == true, "\(error as Any)")
    }
    expectRefusal("there is no such file")
    try optimizer.save(to: folder.file("a"), groups: groups)
    expectRefusal("there is no recipe")
    var writer = SafeTensorsWriter()
    for (recipe, message) in [
      ("{", "recipe in the metadata is no JSON"), ("{\"recipe\": \"adamm\"}", "did you mean adam?"),
    ] {
      writer.metadata = ["recipe": recipe]
      try Data(writer.bytes()).write(to: URL(fileURLWithPath: folder.file("a")))
      expectRefusal(message)
    }
  }
}
