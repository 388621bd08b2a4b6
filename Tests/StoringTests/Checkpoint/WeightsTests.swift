import Descent
import Foundation
import Storing
import TestSupport
import Testing

/// Weights alone, and what PyTorch keeps of a training, exchanged without hand work;
/// `Numbers/make_numbers.py` writes PyTorch's side.
@Suite struct WeightsTests {
  /// `torch.nn.Sequential(Linear(3, 4), BatchNorm1d(4), Linear(4, 2))`.
  struct Network: Model {
    let hidden: Linear
    let norm = BatchNorm(channels: 4)
    let output: Linear
    let dropout: Dropout

    static let names = ["hidden": "0", "norm": "1", "output": "2"]

    init(seed: UInt64 = 1) {
      var generator = SplitMix64(seed: seed)
      hidden = Linear(from: 3, to: 4, using: &generator)
      output = Linear(from: 4, to: 2, using: &generator)
      dropout = Dropout(0.5, using: &generator)
    }

    func callAsFunction(_ x: Tensor) -> Tensor { dropout(output(norm(hidden(x)))) }

    /// What it has learned, by name.
    var learned: [String: [UInt32]] {
      var learned = Dictionary(
        uniqueKeysWithValues: parameters.map { ($0.name, $0.value.map(\.bitPattern)) })
      for buffer in buffers {
        if case .numbers(let numbers) = buffer.content {
          learned[buffer.name] = numbers.map(\.bitPattern)
        }
      }
      return learned
    }
  }

  struct Recorded: Decodable {
    struct Step: Decodable {
      let gradients: [String: [String]]
      let values: [String: [String]]
    }
    let start: [String: [String]]
    let buffers: [String: [String]]
    let steps: [Step]
  }

  private func path(_ name: String) throws -> String {
    try #require(
      Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Numbers")
    ).path
  }

  private func recorded(_ name: String = "training") throws -> Recorded {
    try JSONDecoder().decode(
      Recorded.self, from: Data(contentsOf: URL(fileURLWithPath: path("\(name).json"))))
  }

  private func numbers(_ texts: [String]?) throws -> [Float] {
    try #require(texts).compactMap { Float($0) }
  }

  @Test func `a state dictionary of PyTorch is loaded as it is`() throws {
    let recorded = try recorded()
    let network = Network()
    #expect(try network.load(from: path("batchnorm.safetensors")).isEmpty)
    let expected = recorded.start.merging(recorded.buffers) { $1 }
    #expect(network.learned.keys.sorted() == expected.keys.sorted())
    for (name, values) in expected {
      #expect(try network.learned[name] == numbers(values).map(\.bitPattern), "\(name)")
    }
  }

  @Test func `PyTorch takes the weights of a model without a key too many`() throws {
    let network = Network()
    for (place, parameter) in network.parameters.enumerated() {
      parameter.value.update((0..<parameter.count).map { Float(($0 + place) % 5) / 4 - 0.5 })
    }
    network.norm.runningMean.update([0.5, -0.25, 0, 1])
    let folder = try TemporaryFolder()
    try network.save(to: folder.file("model"))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("model")))
    guard bytes == (try? Data(contentsOf: URL(fileURLWithPath: path("model.safetensors")))) else {
      let file = FileManager.default.temporaryDirectory.appendingPathComponent("model.safetensors")
      try bytes.write(to: file)
      Issue.record("files have changed: move \(file.path) to Numbers and run make_numbers.py")
      return
    }
    struct Result: Decodable { let result: [String] }
    let there = try JSONDecoder().decode(
      Result.self, from: Data(contentsOf: URL(fileURLWithPath: path("model.json"))))
    let here = evaluating { network(Tensor([[0.5, -1, 2]])).array }
    for (here, there) in zip(here, try numbers(there.result)) {
      #expect(abs(here - there) <= 4 * Float(1).ulp)
    }
    #expect(here.count == 2)
  }

  private static let rules = [
    "training": Composition.adamw(learningRate: .constant(0.01), weightDecay: 0.1),
    "amsgrad": .amsgrad(learningRate: .constant(0.01), decay: .decoupled(0.1)),
    "nadam": .nadam(learningRate: .constant(0.01), decay: .l2(0.1)),
    "momentum": .sgd(
      learningRate: .constant(0.01), momentum: 0.9, nesterov: true, decay: .l2(0.1)),
  ]

  @Test(arguments: rules.keys.sorted())
  func `an optimizer goes on here from the state that it has in PyTorch`(_ name: String) throws {
    let recorded = try recorded(name)
    let network = Network()
    let groups = [ParameterGroup("all", network.parameters)]
    let numbersOnly = network.buffers.filter { $0.name != "dropout.generator" }
    var optimizer = try Optimizer(#require(Self.rules[name]))
    try optimizer.load(from: path("\(name).safetensors"), groups: groups, buffers: numbersOnly)
    #expect(optimizer.stepCount == 4)
    for (index, step) in recorded.steps.enumerated() {
      for parameter in network.parameters {
        parameter.setGradient(try numbers(step.gradients[parameter.name]))
      }
      try optimizer.step(groups)
      for parameter in network.parameters {
        let expected = try numbers(step.values[parameter.name])
        let bound = Float(4 * (index + 1)) * Float(1).ulp
        #expect(zip(parameter.value, expected).allSatisfy { abs($0 - $1) <= bound })
        // A new state would take another way.
        #expect(Array(parameter.value) != (try numbers(recorded.start[parameter.name])))
      }
    }
  }

  @Test(arguments: ["brain", "double", "half"])
  func `floating-point numbers of every width are read`(_ name: String) throws {
    let exact: [Float] = [1, -0.0, 0.333251953125, 65504, 0x1p-24, -.infinity]
    // Seven bits of fraction.
    let brain: [Float] = [1, -0.0, 0.333984375, 65536, 0x1p-24, -.infinity]
    let parameter = Parameter(name, [Float](repeating: 7, count: 6))
    let groups = [ParameterGroup("all", [parameter])]
    var optimizer = try Optimizer(.sgd(learningRate: .constant(1)))
    try optimizer.load(
      from: path("types.safetensors"), groups: groups, allowing: [.missing, .extra])
    let expected = name == "brain" ? brain : exact
    #expect(parameter.value.map(\.bitPattern) == expected.map(\.bitPattern))
  }

  /// A file with what the writer here never writes.
  private func write(_ header: String, _ data: [UInt8], to path: String) throws {
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
    try Data(length + Array(header.utf8) + data).write(to: URL(fileURLWithPath: path))
  }

  private struct Scale: Model {
    let w = Parameter("w", [0])
  }

  @Test func `what is strange about a file hurts only who asks for it`() throws {
    let folder = try TemporaryFolder()
    let header = #"""
      {"__metadata__":null,"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":[{"y":[]},"]"]},\#
      "v":{"dtype":"F4","shape":[2],"data_offsets":[4,5]}}
      """#
    try write(header, [0, 0, 0x80, 0x3F, 9], to: folder.file("a"))
    let scale = Scale()
    let differences = try scale.load(from: folder.file("a"), allowing: .extra)
    #expect(differences.map(\.description) == ["v is extra"])
    #expect(Array(scale.w.value) == [1])
    let error = #expect(throws: CheckpointError.self) {
      try scale.load(
        from: folder.file("a"), renaming: { $0 == "v" ? "w" : $0 == "w" ? "v" : $0 },
        allowing: .extra)
    }
    #expect(error?.differences.last?.detail == "it must be F32 [1], but is F4 [2]")
  }

  @Test func `arrays of other names are found, and no two may become one`() throws {
    let folder = try TemporaryFolder()
    let (network, other) = (Network(seed: 1), Network(seed: 2))
    #expect(network.learned != other.learned)
    try network.save(to: folder.file("a"))
    struct Wrapped: Model { let module: Network }
    let wrapped = Wrapped(module: other)
    #expect(throws: CheckpointError.self) { try wrapped.load(from: folder.file("a")) }
    try wrapped.load(from: folder.file("a"), renaming: { "module.\($0)" })
    #expect(network.learned == other.learned)
    let error = #expect(throws: CheckpointError.self) {
      try wrapped.load(from: folder.file("a"), renaming: { _ in "w" })
    }
    #expect(error?.description.hasSuffix("two arrays would be called \"w\"") == true)
  }

  @Test func `of a checkpoint the weights are taken, and a number beyond Float is refused`() throws
  {
    let folder = try TemporaryFolder()
    let network = Network(seed: 3)
    let groups = [ParameterGroup("all", network.parameters)]
    let optimizer = try Optimizer(.adamw(learningRate: .constant(0.01)))
    try optimizer.save(to: folder.file("a"), groups: groups, buffers: network.buffers)
    let other = Network(seed: 4)
    #expect(try other.load(from: folder.file("a")).isEmpty)
    #expect(other.learned == network.learned)
    let large = 1e300.bitPattern
    try write(
      #"{"w":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#,
      (0..<8).map { UInt8(truncatingIfNeeded: large >> (8 * UInt64($0))) }, to: folder.file("b"))
    let error = #expect(throws: CheckpointError.self) { try Scale().load(from: folder.file("b")) }
    #expect(error?.description.contains("1e+300 is beyond the numbers of F32") == true)
  }

  /// State of an optimizer is passed over in a checkpoint of this package; in the file of another, nobody
  /// knows what an array is that has no place.
  @Test(arguments: [("state/0.weight/moments/m", false), ("steps", true)])
  func `what a foreign file has beside weights is no state`(name: String, isWhole: Bool) throws {
    let network = Network()
    for isOurs in [true, false] {
      var writer = SafeTensorsWriter()
      if isOurs { writer.metadata = ["descent": "1"] }
      for parameter in network.parameters {
        writer.add(parameter.name, shape: parameter.shape, .singles(Array(parameter.value)))
      }
      for buffer in network.buffers {
        guard case .numbers(let numbers) = buffer.content else { continue }
        writer.add(buffer.name, shape: [numbers.count], .singles(Array(numbers)))
      }
      writer.add(name, shape: [1], isWhole ? .integers([3]) : .singles([3]))
      let file = try SafeTensors(writer.bytes())
      let differences = try Weights(network.parameters, network.buffers)
        .load(file, path: "a", allowing: .extra)
      #expect(differences.map(\.name) == (isOurs ? [] : [name]))
    }
  }
}
