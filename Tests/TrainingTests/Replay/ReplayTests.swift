import Descent
import Foundation
import Training
import Testing

@Suite struct ReplayTests {
  private func steps(_ json: String, gradients: Data? = nil) throws -> [Replay.Snapshot] {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("replay-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("replay.json")
    try Data(json.utf8).write(to: file)
    try gradients?.write(to: folder.appendingPathComponent("gradients.safetensors"))
    let (replay, found) = try Replay.read(file.path)
    return try replay.run(folder: found)
  }

  @Test func `takes the steps that an optimizer takes`() throws {
    let steps = try steps(
      """
      {"recipe": {"recipe": "adams", "decay": {"rate": 0.1},
                  "schedule": {"name": "constant", "learningRate": 0.125}},
       "parameters": [{"name": "w", "shape": [2, 1], "values": [0.5, -1.25]},
                      {"name": "b", "values": [1]}],
       "groups": [{"name": "weights", "parameters": ["w"]},
                  {"name": "biases", "parameters": ["b"], "decayMultiplier": 0,
                   "recipe": {"recipe": "sgd", "schedule": {"name": "constant", "learningRate": 0.5}}}],
       "gradients": [{"w": [0.1, 0.2], "b": [1]}, {"w": [0.3, -0.1], "b": [0.5]}]}
      """)
    let weight = Parameter("w", shape: [2, 1], [0.5, -1.25])
    let bias = Parameter("b", [1])
    let groups = [
      ParameterGroup("weights", [weight]), ParameterGroup("biases", [bias], decayMultiplier: 0),
    ]
    var optimizer = try Optimizer(
      .adams(learningRate: .constant(0.125), weightDecay: 0.1),
      groups: ["biases": .sgd(learningRate: .constant(0.5))])
    for (index, gradients) in [([0.1, 0.2], [1]), ([0.3, -0.1], [0.5])].enumerated() {
      weight.setGradient(gradients.0.map { Float($0) })
      bias.setGradient(gradients.1.map { Float($0) })
      try optimizer.step(groups)
      #expect(steps[index].parameters == ["w": Array(weight.value), "b": Array(bias.value)])
    }
    #expect(steps[1].parameters["b"] == [0.25])
  }

  @Test func `a gradient that is missing is none, and not the last one`() throws {
    let steps = try steps(
      """
      {"recipe": {"recipe": "sgd", "schedule": {"name": "constant", "learningRate": 0.5}},
       "parameters": [{"name": "w", "values": [0]}, {"name": "b", "values": [1]}],
       "missingGradients": "leaveOut",
       "gradients": [{"w": [1], "b": [1]}, {"w": [1]}, {"b": [-2]}]}
      """)
    #expect(steps.map { $0.parameters["w"] } == [[-0.5], [-1], [-1]])
    #expect(steps.map { $0.parameters["b"] } == [[0.5], [0.5], [1.5]])
  }

  @Test(arguments: ["learningRateMultiplier", "decayMultiplier"])
  func `a multiplier below 0 is refused`(name: String) {
    let json = """
      {"recipe": {"recipe": "sgd", "schedule": {"name": "constant", "learningRate": 0.5}},
       "parameters": [{"name": "w", "values": [1]}],
       "groups": [{"name": "all", "parameters": ["w"], "\(name)": -1}], "gradients": [{"w": [1]}]}
      """
    let error = #expect(throws: (any Error).self) { try steps(json) }
    #expect("\(error.map { "\($0)" } ?? "")".contains("multiplier must be in 0..., but is -1"))
  }

  @Test func `reads gradients from safetensors`() throws {
    let header =
      #"{"1/w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
      + #""2/w":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}"#
    func bytes(_ number: UInt64, count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
    }
    var file = Data(bytes(UInt64(header.utf8.count), count: 8) + Array(header.utf8))
    for number in [1, 2, 3, 4] as [Float] {
      file.append(contentsOf: bytes(UInt64(number.bitPattern), count: 4))
    }
    let json = """
      {"recipe": {"recipe": "sgd", "schedule": {"name": "constant", "learningRate": 0.5}},
       "parameters": [{"name": "w", "values": [0, 0]}], "gradients": "gradients.safetensors"}
      """
    let steps = try steps(json, gradients: file)
    #expect(steps.map { $0.parameters["w"] } == [[-0.5, -1], [-2, -3]])
    #expect(throws: RecipeError.self) { try self.steps(json, gradients: file.dropLast(3)) }
    #expect(throws: RecipeError.self) { try self.steps(json, gradients: file.prefix(9)) }
  }

  /// A device has no end; nothing of it may be read.
  @Test func `gradients come from regular files only`() {
    let error = #expect(throws: RecipeError.self) {
      try steps(
        """
        {"recipe": {"recipe": "sgd", "schedule": {"name": "constant", "learningRate": 1}},
         "parameters": [{"name": "w", "values": [1]}], "gradients": "../../../../../dev/zero"}
        """)
    }
    #expect(
      error?.description.hasSuffix("must be a regular file, but is a special file") == true,
      "\(String(describing: error))")
  }

  @Test(arguments: [
    ("{", "replay.json: is no JSON: at byte 1: \" must stand here"),
    ("{}", "recipe must be given"),
    (#"{"group": []}"#, "there is no field \"group\"; did you mean groups?"),
    (
      #"{"recipe": {}, "parameters": [], "gradients": [], "missingGradients": "skip"}"#,
      "no policy of missingGradients \"skip\"; there are refuse, leaveOut"
    ),
    (
      #"{"recipe": "sgd", "parameters": [], "gradients": []}"#,
      "a recipe is an object, as in {\"recipe\": \"sgd\"}, but is \"sgd\""
    ),
    (
      #"{"recipe": {"recipe": "sgd", "schedule": {"name": "constant", "learningRate": 1}}, "parameters": [{"name": "w", "shape": [3], "values": [1]}], "gradients": []}"#,
      "parameters.w: the shape [3] does not fit 1 values"
    ),
    (
      #"{"recipe": {"recipe": "sgd", "schedule": {"name": "constant", "learningRate": 1}}, "parameters": [{"name": "w", "values": [1]}], "gradients": [{"v": [1]}]}"#,
      "gradients[0]: there is no parameter \"v\""
    ),
    (
      #"{"recipe": {"recipe": "sgd", "schedule": {"name": "constant", "learningRate": 1}}, "parameters": [{"name": "w", "values": [1]}], "gradients": [{}]}"#,
      "w has no gradient"
    ),
    (
      #"{"recipe": {"recipe": "sgd", "schedule": {"name": "constant", "learningRate": 1}}, "parameters": [{"name": 1, "values": [1]}], "gradients": []}"#,
      "parameters[0].name: must be a text"
    ),
    (
      #"{"recipe": {"recipe": "sgd", "schedule": {"name": "constant", "learningRate": 1}}, "parameters": [{"name": "w", "values": [1]}], "gradients": [{"w": [0]}, {"w": [1e39]}]}"#,
      "replay.json: gradients[1].w[0]: 1e+39 is beyond what 32 bits hold"
    ),
    (
      #"{"recipe": {"recipe": "sgd", "schedule": {"name": "constant", "learningRate": 1}}, "parameters": [{"name": "w", "values": [1]}], "groups": [], "gradients": []}"#,
      "groups: w is in no group"
    ),
  ])
  func `what is wrong is said in one line`(_ json: String, _ message: String) {
    let error = #expect(throws: (any Error).self) { try steps(json) }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains(message), "\(text)")
  }
}
