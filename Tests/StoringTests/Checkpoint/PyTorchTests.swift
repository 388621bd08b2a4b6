import Descent
import Foundation
import Storing
import Testing

/// Files that PyTorch and Descent exchange; `Numbers/make_numbers.py` writes PyTorch's side.
@Suite struct PyTorchTests {
  /// An array as PyTorch sees it; the numbers are hexadecimal.
  struct RecordedArray: Decodable {
    let type: String
    let shape: [Int]
    let values: [String]
  }

  private func path(_ name: String) throws -> String {
    try #require(
      Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Numbers")
    ).path
  }

  private func read<Content: Decodable>(_ name: String, _ type: Content.Type) throws -> Content {
    try JSONDecoder().decode(type, from: Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  /// The bytes of a checkpoint after a step whose arithmetic is exact, with whatever build flags.
  private func checkpoint() throws -> [UInt8] {
    let weight = Parameter("weight", shape: [2, 3], [1, -0.0, 0.5, -2, 1024, 0x1p-140])
    let bias = Parameter("bias", [3])
    let group = ParameterGroup("all", [weight, bias])
    weight.setGradient([2, 4, -8, 2, -2, 0])
    bias.setGradient([2])
    var optimizer = try Optimizer(
      .adamw(learningRate: .constant(0.25), beta1: 0.5, beta2: 0.5, weightDecay: 0.5))
    try optimizer.step([group])
    return try optimizer.checkpoint(of: [group], catalogue: .standard)
  }

  @Test func `a checkpoint is the one that PyTorch has read`() throws {
    let bytes = try checkpoint()
    let committed = try? [UInt8](
      Data(contentsOf: URL(fileURLWithPath: path("descent.safetensors"))))
    if bytes != committed {
      let file = FileManager.default.temporaryDirectory.appendingPathComponent(
        "descent.safetensors")
      try Data(bytes).write(to: file)
      Issue.record(
        "checkpoints have changed: move \(file.path) to Numbers and run make_numbers.py")
    }
  }

  @Test func `PyTorch reads what a checkpoint holds`() throws {
    struct Recorded: Decodable {
      let metadata: [String: String]
      let arrays: [String: RecordedArray]
    }
    let recorded = try read("descent.json", Recorded.self)
    let file = try SafeTensors(checkpoint())
    var metadata = recorded.metadata
    #expect(metadata.removeValue(forKey: "descent fingerprint") != nil)
    #expect(metadata == file.metadata)
    #expect(recorded.arrays.keys.sorted() == file.arrays.map(\.name).sorted())
    for (name, array) in recorded.arrays {
      #expect(array.shape == file[name]?.shape, "\(name)")
      let numbers = array.values.compactMap { Double($0)?.bitPattern }
      if let doubles = file.doubles(name) {
        #expect(array.type == "torch.float64" && numbers == doubles.map(\.bitPattern), "\(name)")
      } else {
        let singles = try #require(file.singles(name)).map { Double($0).bitPattern }
        #expect(array.type == "torch.float32" && numbers == singles, "\(name)")
      }
    }
  }

  @Test func `weights that PyTorch has saved are loaded by name, and train as they do there`()
    throws
  {
    struct Recorded: Decodable {
      struct Step: Decodable {
        let gradients: [String: [String]]
        let values: [String: [String]]
      }
      let start: [String: RecordedArray]
      let steps: [Step]
    }
    let recorded = try read("weights.json", Recorded.self)
    let parameters = recorded.start.map { name, array in
      Parameter(name, shape: array.shape, array.values.map { _ in .nan })
    }
    let groups = [ParameterGroup("all", parameters)]
    var optimizer = try Optimizer(.adamw(learningRate: .constant(0.01), weightDecay: 0.1))
    let skipped = try optimizer.load(
      from: path("weights.safetensors"), groups: groups, allowing: .missing)
    #expect(skipped.allSatisfy { $0.name == "step" || $0.name.hasPrefix("state/") })
    for parameter in parameters {
      let values = try #require(recorded.start[parameter.name]).values.compactMap { Float($0) }
      #expect(
        parameter.value.map(\.bitPattern) == values.map(\.bitPattern), "\(parameter.name)")
    }
    for (index, step) in recorded.steps.enumerated() {
      for parameter in parameters {
        parameter.setGradient(
          try #require(step.gradients[parameter.name]).compactMap { Float($0) })
      }
      try optimizer.step(groups)
      for parameter in parameters {
        let expected = try #require(step.values[parameter.name]).compactMap { Float($0) }
        // A few roundings a step, of numbers around 1.
        let bound = Float(4 * (index + 1)) * Float(1).ulp
        #expect(zip(parameter.value, expected).allSatisfy { abs($0 - $1) <= bound })
      }
    }
  }

  @Test func `numbers that are no floating-point numbers are refused by name`() throws {
    let (name, values) = ("long", [Float](repeating: 3, count: 6))
    let groups = [ParameterGroup("all", [Parameter(name, values), Parameter("single", values)])]
    var optimizer = try Optimizer(.sgd(learningRate: .constant(1)))
    let path = try path("types.safetensors")
    let error = #expect(throws: CheckpointError.self) {
      try optimizer.load(from: path, groups: groups, allowing: [.missing, .extra])
    }
    #expect(
      error?.description
        == "\(path): \(name) is unsuitable: it must be F32 [6], but is I64 [6]")
    let skipped = try optimizer.load(
      from: path, groups: groups, allowing: [.missing, .extra, .unsuitable])
    #expect(skipped.contains { $0.name == name && $0.kind == .unsuitable })
    #expect(groups[0].parameters.map { $0.value.first } == [3, 1])
  }
}
