import Descent
import Foundation
import Storing
import TestSupport
import Testing

@Suite struct HalfStateTests {
  private let problem = Problem(shapes: [[5], [3, 4], [70]])
  private let parts = Composition.adams(learningRate: .constant(0.01), weightDecay: 0.1)

  private func step(_ optimizer: inout Optimizer, _ group: ParameterGroup, _ t: Int) throws {
    problem.setGradients(group.parameters, step: t)
    try optimizer.step([group])
  }

  private func bits(_ parameters: [Parameter]) -> [[UInt32]] {
    parameters.map { $0.value.map(\.bitPattern) }
  }

  /// Takes two steps, and saves.
  private func saved(
    _ state: StatePrecision, to path: String
  ) throws -> (optimizer: Optimizer, group: ParameterGroup) {
    let group = ParameterGroup("all", problem.makeParameters())
    var optimizer = try Optimizer(parts, state: state)
    for t in 1...2 { try step(&optimizer, group, t) }
    try optimizer.save(to: path, groups: [group], catalogue: .standard)
    return (optimizer, group)
  }

  private func bytes(_ path: String) throws -> SafeTensors {
    try SafeTensors([UInt8](Data(contentsOf: URL(fileURLWithPath: path))))
  }

  @Test func `a run that is resumed goes on with the same bits`() throws {
    let folder = try TemporaryFolder()
    var (optimizer, group) = try saved(.bfloat16(seed: 7), to: folder.file("a"))
    for t in 3...4 { try step(&optimizer, group, t) }
    let others = problem.makeParameters()
    let groups = [
      ParameterGroup("last", [others[2]]), ParameterGroup("first", [others[1], others[0]]),
    ]
    var resumed = try Optimizer(
      resuming: folder.file("a"), groups: groups, catalogue: .standard)
    #expect(resumed.statePrecision == .bfloat16(seed: 7))
    for t in 3...4 {
      problem.setGradients(others, step: t)
      try resumed.step(groups)
    }
    #expect(bits(others) == bits(group.parameters))
  }

  @Test func `state is BF16 in the file, and read as Float, too`() throws {
    let folder = try TemporaryFolder()
    let (_, group) = try saved(.bfloat16(seed: 7), to: folder.file("a"))
    let file = try bytes(folder.file("a"))
    #expect(file["state/p1/moments/m"]?.typeName == "BF16")
    #expect(file["state/p1/preconditioner/v"]?.typeName == "BF16" && file["p1"]?.typeName == "F32")
    let others = problem.makeParameters()
    var optimizer = try Optimizer(parts)
    let groups = [ParameterGroup("all", others)]
    try optimizer.load(from: folder.file("a"), groups: groups)
    #expect(bits(others) == bits(group.parameters))
    try optimizer.save(to: folder.file("b"), groups: groups)
    let wide = try bytes(folder.file("b"))
    #expect(wide["state/p1/moments/m"]?.typeName == "F32")
    #expect(wide.singles("state/p1/moments/m") == file.singles("state/p1/moments/m"))
  }

  @Test func `another seed, and Floats for halves, are refused`() throws {
    let folder = try TemporaryFolder()
    _ = try saved(.bfloat16(seed: 7), to: folder.file("half"))
    _ = try saved(.float32, to: folder.file("full"))
    let groups = [ParameterGroup("all", problem.makeParameters())]
    var other = try Optimizer(parts, state: .bfloat16(seed: 8))
    let seed = try #require(throws: CheckpointError.self) {
      try other.load(from: folder.file("half"), groups: groups)
    }
    #expect(seed.description.hasSuffix("it must be bfloat16:8, but is bfloat16:7"))
    let type = try #require(throws: CheckpointError.self) {
      try other.load(from: folder.file("full"), groups: groups)
    }
    #expect(type.description.contains("p0/moments/m is unsuitable: it must be BF16 [5]"))
  }
}
