import Descent
import Foundation
import Storing
import TestSupport
import Testing

@Suite struct StrictLoadTests {
  private let composition = Composition.adams(learningRate: .constant(0.01), weightDecay: 0.1)

  private func write(_ writer: SafeTensorsWriter, to path: String) throws {
    try Data(writer.bytes()).write(to: URL(fileURLWithPath: path))
  }

  /// An optimizer after a step, with the group that it moved.
  private func trained() throws -> (optimizer: Optimizer, group: ParameterGroup) {
    let weight = Parameter("w", shape: [2, 1], [1, 2])
    let bias = Parameter("b", [3])
    let group = ParameterGroup("all", [weight, bias])
    weight.setGradient([0.5, -1])
    bias.setGradient([2])
    var optimizer = try Optimizer(composition)
    try optimizer.step([group])
    return (optimizer, group)
  }

  /// All that a file holds but one array.
  private func writer(of file: SafeTensors, without left: String) -> SafeTensorsWriter {
    var writer = SafeTensorsWriter()
    writer.metadata = file.metadata
    for (name, entry) in file.arrays where name != left {
      if let singles = file.singles(name) {
        writer.add(name, shape: entry.shape, .singles(singles))
      } else if let doubles = file.doubles(name) {
        writer.add(name, shape: entry.shape, .doubles(doubles))
      }
    }
    return writer
  }

  @Test func `all differences are in one error, and nothing has changed`() throws {
    let folder = try TemporaryFolder()
    var (optimizer, group) = try trained()
    try optimizer.save(to: folder.file("before"), groups: [group])
    var writer = SafeTensorsWriter()
    writer.metadata = ["descent": "1", "step": "-1"]
    writer.add("w", shape: [1, 2], .singles([8, 9]))
    writer.add("b", shape: [1], .integers([8]))
    writer.add("other\n", shape: [1], .singles([8]))
    writer.add("state/b/steps", shape: [], .doubles([.nan]))
    writer.add("state/b/moments/m", shape: [1], .singles([8]))
    try write(writer, to: folder.file("bad"))
    let error = #expect(throws: CheckpointError.self) {
      try optimizer.load(from: folder.file("bad"), groups: [group])
    }
    let kinds = Dictionary(
      (error?.differences ?? []).map { ($0.name, $0.kind) }, uniquingKeysWith: { $1 })
    #expect(
      kinds
        == [
          "w": .unsuitable, "b": .unsuitable, "step": .unsuitable, "state/b/steps": .unsuitable,
          "other\n": .extra, "state/w/steps": .missing, "state/w/secondMoments": .missing,
          "state/b/secondMoments": .missing, "state/w/moments/m": .missing,
          "state/w/preconditioner/v": .missing, "state/b/preconditioner/v": .missing,
        ].merging(kinds.filter { $0.value == .incomplete }) { first, _ in first })
    let text = error?.description ?? ""
    #expect(text.contains("w is unsuitable: it must be F32 [2, 1], but is F32 [1, 2]"))
    #expect(text.contains("state/w/moments/m is missing") && !text.contains("\n"))
    try optimizer.save(to: folder.file("after"), groups: [group])
    #expect(
      FileManager.default.contentsEqual(
        atPath: folder.file("before"), andPath: folder.file("after")))
  }

  /// Heavy ball's `m` is a sum, Adam's a mean: one name and one shape.
  @Test func `state of another meaning is not taken by its name`() throws {
    let folder = try TemporaryFolder()
    let weight = Parameter("w", [1, 2])
    let group = ParameterGroup("all", [weight])
    func saved(_ composition: Composition, _ name: String) throws -> String {
      var optimizer = try Optimizer(composition)
      weight.setGradient([0.5, -1])
      try optimizer.step([group])
      try optimizer.save(to: folder.file(name), groups: [group])
      return folder.file(name)
    }
    let rate: ConstantRate = .constant(0.1)
    let adam = try saved(.adam(learningRate: rate), "adam")
    var yogi = try Optimizer(.yogi(learningRate: rate))
    let error = try #require(throws: CheckpointError.self) {
      try yogi.load(from: adam, groups: [group])
    }
    #expect(
      error.description.contains(
        "state/w/preconditioner/v is unsuitable: it must be of divided("))
    let ball = try saved(.sgd(learningRate: rate, momentum: 0.9), "ball")
    var average = try Optimizer(
      Composition(
        moments: .exponential(), preconditioner: Identity(), decay: NoDecay(), schedule: rate)
    )
    let other = try #require(throws: CheckpointError.self) {
      try average.load(from: ball, groups: [group])
    }
    #expect(
      other.description.contains(
        "state/w/moments/m is unsuitable: it must be of exponential, but is of heavyBall"))
    try average.load(from: ball, groups: [group], allowing: .unsuitable)
    #expect(average.stepCount == 1)
    var slower = try Optimizer(.adam(learningRate: .constant(0.01)))
    try slower.load(from: adam, groups: [group])
  }

  @Test func `weights alone are loaded where the rest may be missing`() throws {
    let folder = try TemporaryFolder()
    var (optimizer, group) = try trained()
    var writer = SafeTensorsWriter()
    writer.metadata = ["format": "pt"]
    writer.add("w", shape: [2, 1], .singles([8, 9]))
    writer.add("b", shape: [1], .singles([7]))
    try write(writer, to: folder.file("weights"))
    #expect(throws: CheckpointError.self) {
      try optimizer.load(from: folder.file("weights"), groups: [group])
    }
    let skipped = try optimizer.load(
      from: folder.file("weights"), groups: [group], allowing: .missing)
    #expect(skipped.allSatisfy { $0.kind == .missing } && skipped.count == 9)
    #expect(group.parameters.map { Array($0.value) } == [[8, 9], [7]])
    #expect(optimizer.stepCount == 1)
    // The state is new: the next step is that of a new optimizer.
    let others = [Parameter("w", shape: [2, 1], [8, 9]), Parameter("b", [7])]
    let other = ParameterGroup("all", others)
    for (other, parameter) in zip(others, group.parameters) {
      other.setGradient(Array(try #require(parameter.gradient)))
    }
    var fresh = try Optimizer(composition)
    try fresh.step([other])
    try optimizer.step([group])
    #expect(group.parameters.map { Array($0.value) } == others.map { Array($0.value) })
  }

  @Test func `a parameter that is not complete begins with new state`() throws {
    let folder = try TemporaryFolder()
    let (optimizer, group) = try trained()
    try optimizer.save(to: folder.file("a"), groups: [group])
    let file = try SafeTensors([UInt8](Data(contentsOf: URL(fileURLWithPath: folder.file("a")))))
    let writer = self.writer(of: file, without: "state/w/preconditioner/v")
    try write(writer, to: folder.file("b"))
    var other = try Optimizer(composition)
    let skipped = try other.load(from: folder.file("b"), groups: [group], allowing: .missing)
    #expect(
      skipped.map(\.description) == [
        "state/w/moments/m is incomplete", "state/w/preconditioner/v is missing",
        "state/w/secondMoments is incomplete", "state/w/steps is incomplete",
      ])
    try other.save(to: folder.file("c"), groups: [group])
    let saved = try SafeTensors([UInt8](Data(contentsOf: URL(fileURLWithPath: folder.file("c")))))
    #expect(saved.singles("state/w/moments/m") == [0, 0])
    #expect(saved.doubles("state/w/steps") == [0])
    #expect(saved.doubles("state/b/steps") == [1])
    #expect(saved.singles("state/b/moments/m") == file.singles("state/b/moments/m"))
  }

  /// What one wrapper lacks takes nothing from the other.
  @Test(arguments: ["lookahead", "weightAverage"])
  func `a wrapper that is not complete begins anew, by itself`(wrapper: String) throws {
    let folder = try TemporaryFolder()
    func make() throws -> some ResumableStepper {
      try Optimizer(composition).lookahead(period: 3).averagingWeights(beta: 0.5)
    }
    let weight = Parameter("w", [1, 2])
    let groups = [ParameterGroup("all", [weight])]
    var optimizer = try make()
    for _ in 0..<2 {
      weight.setGradient([0.5, -1])
      try optimizer.step(groups)
    }
    func contents(_ name: String) throws -> SafeTensors {
      try SafeTensors([UInt8](Data(contentsOf: URL(fileURLWithPath: folder.file(name)))))
    }
    try optimizer.save(to: folder.file("a"), groups: groups)
    let file = try contents("a")
    let own = file.arrays.map(\.name).filter { $0.contains("/\(wrapper)/") }
    let lost = try #require(own.sorted().first)
    #expect(own.count > 1, "\(file.arrays.map(\.name))")
    let writer = self.writer(of: file, without: lost)
    try write(writer, to: folder.file("b"))
    var other = try make()
    let skipped = try other.load(from: folder.file("b"), groups: groups, allowing: .missing)
    #expect(Set(skipped.map(\.name)) == Set(own))
    try other.save(to: folder.file("c"), groups: groups)
    let saved = try contents("c")
    for (name, _) in file.arrays where !own.contains(name) {
      #expect(saved.singles(name) == file.singles(name), "\(name)")
      #expect(saved.doubles(name) == file.doubles(name), "\(name)")
    }
  }

  /// How many of three gradients are gathered.
  @Test(arguments: [(2, true), (3, false), (-1, false), (0.5, false), (.nan, false)])
  func `a number that a wrapper counts stays below its bound`(number: Double, isTaken: Bool) throws
  {
    let folder = try TemporaryFolder()
    let weight = Parameter("w", [1, 2])
    let groups = [ParameterGroup("all", [weight])]
    var optimizer = try Optimizer(composition).accumulating(3)
    weight.setGradient([0.5, -1])
    try optimizer.step(groups)
    try optimizer.save(to: folder.file("a"), groups: groups)
    let file = try SafeTensors([UInt8](Data(contentsOf: URL(fileURLWithPath: folder.file("a")))))
    var changed = writer(of: file, without: "accumulation/gathered")
    #expect(file.doubles("accumulation/gathered") == [1])
    changed.add("accumulation/gathered", shape: [], .doubles([number]))
    let other = try SafeTensors(changed.bytes())
    let differences = try? optimizer.load(other, path: "a", groups: groups)
    #expect((differences != nil) == isTaken)
  }

  @Test func `each kind of difference needs an allowance of its own`() throws {
    let folder = try TemporaryFolder()
    let (optimizer, group) = try trained()
    try optimizer.save(to: folder.file("a"), groups: [group])
    let file = try SafeTensors([UInt8](Data(contentsOf: URL(fileURLWithPath: folder.file("a")))))
    let kinds: [CheckpointAllowance] = [.missing, .extra, .unsuitable]
    for (index, kind) in kinds.enumerated() {
      var writer = self.writer(of: file, without: "w")
      let shape = kind == .unsuitable ? [1, 2] : [2, 1]
      if kind != .missing { writer.add("w", shape: shape, .singles([8, 9])) }
      if kind == .extra { writer.add("other", shape: [1], .singles([8])) }
      let changed = try SafeTensors(writer.bytes())
      for sum in 0..<8 {
        let allowed = kinds.indices.reduce(into: CheckpointAllowance()) {
          if sum >> $1 & 1 == 1 { $0.insert(kinds[$1]) }
        }
        var other = try Optimizer(composition)
        let differences = try? other.load(
          changed, path: "a", groups: [group], allowing: allowed)
        #expect((differences != nil) == (sum >> index & 1 == 1), "\(kind), \(allowed)")
      }
    }
  }

  @Test func `another version of the format is refused`() throws {
    let folder = try TemporaryFolder()
    var (optimizer, group) = try trained()
    var writer = SafeTensorsWriter()
    writer.metadata = ["descent": "2"]
    try write(writer, to: folder.file("a"))
    let error = #expect(throws: CheckpointError.self) {
      try optimizer.load(
        from: folder.file("a"), groups: [group], allowing: [.missing, .extra, .unsuitable])
    }
    #expect(error?.problem == "the version of the format must be 1, but is \"2\"")
  }

  @Test func `saving leaves one file, and what can't be written is said`() throws {
    let folder = try TemporaryFolder()
    let (optimizer, group) = try trained()
    for _ in 1...2 { try optimizer.save(to: folder.file("a"), groups: [group]) }
    #expect(try folder.contents == ["a"])
    #expect(throws: CheckpointError.self) {
      try optimizer.save(to: folder.file("none/a"), groups: [group])
    }
    let clash = ParameterGroup("clash", [Parameter("state/w/steps", [1]), Parameter("w", [1])])
    #expect(throws: CheckpointError.self) {
      try optimizer.save(to: folder.file("b"), groups: [clash])
    }
    #expect(try folder.contents == ["a"])
  }

  @Test(arguments: [
    "NaN", "nan", "1e3", "1.0", "-1", "", "1\n", "9007199254740993", "9999999999999999999",
  ])
  func `a step in the metadata that is no number of steps is refused`(_ step: String) throws {
    var (optimizer, group) = try trained()
    var writer = SafeTensorsWriter()
    writer.metadata = ["step": step]
    let file = try SafeTensors(writer.bytes())
    let error = #expect(throws: CheckpointError.self) {
      try optimizer.load(file, path: "a", groups: [group], allowing: .missing)
    }
    #expect(
      error?.description
        == "a: step is unsuitable: \(String(reflecting: step)) is no number of steps")
    try optimizer.load(file, path: "a", groups: [group], allowing: [.missing, .unsuitable])
    #expect(optimizer.stepCount == 1)
  }

  @Test(arguments: [.nan, .infinity, -1, 0.5, 1e300])
  func `a number of steps of a parameter that can't be is refused`(_ steps: Double) throws {
    var (optimizer, group) = try trained()
    var writer = SafeTensorsWriter()
    writer.add("state/w/steps", shape: [], .doubles([steps]))
    let file = try SafeTensors(writer.bytes())
    let error = #expect(throws: CheckpointError.self) {
      try optimizer.load(file, path: "a", groups: [group], allowing: .missing)
    }
    #expect(
      error?.description
        == "a: state/w/steps is unsuitable: \(steps) is no number of steps")
  }

  /// A file without the number of its step has those of the parameters still.
  @Test func `no parameter has taken more steps than the run, whatever is missing`() throws {
    var (optimizer, group) = try trained()
    for _ in 2...4 { try optimizer.step([group]) }
    let file = try SafeTensors(optimizer.checkpoint(of: [group]))
    var writer = self.writer(of: file, without: "")
    #expect(writer.metadata.removeValue(forKey: "step") == "4")
    var other = try Optimizer(composition)
    try other.load(SafeTensors(writer.bytes()), path: "a", groups: [group], allowing: .missing)
    #expect(other.stepCount == 4)
    var strict = try Optimizer(composition)
    try strict.load(SafeTensors(other.checkpoint(of: [group])), path: "b", groups: [group])
    #expect(strict.stepCount == 4)
  }

  @Test func `two wrappers of a name keep their own numbers`() throws {
    func make() throws -> some ResumableStepper {
      try Optimizer(composition).lookahead(period: 3).lookahead(period: 2, slowStep: 0.25)
    }
    let problem = Problem(shapes: [[5]])
    let (parameters, others) = (problem.makeParameters(), problem.makeParameters())
    let (groups, otherGroups) = (
      [ParameterGroup("all", parameters)], [ParameterGroup("all", others)]
    )
    let folder = try TemporaryFolder()
    var (optimizer, resumed) = (try make(), try make())
    for step in 1...10 {
      problem.setGradients(parameters, step: step)
      try optimizer.step(groups)
      if step == 5 {
        try optimizer.save(to: folder.file("a"), groups: groups)
        try resumed.load(from: folder.file("a"), groups: otherGroups)
      }
      guard step > 5 else { continue }
      problem.setGradients(others, step: step)
      try resumed.step(otherGroups)
      #expect(Array(others[0].value) == Array(parameters[0].value), "\(step)")
    }
  }
}
