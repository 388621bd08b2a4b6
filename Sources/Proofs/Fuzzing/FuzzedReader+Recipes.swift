import Descent
import Foundation
import Storing
import Training

extension FuzzedReader {
  /// The readers of recipes and replays.
  static let recipes = [recipe, replay, gradients]

  private static let recipe = FuzzedReader(
    "recipe", samples: standardCompositions.map { Array($0.description.utf8) },
    refusals: [RecipeError.self, OptimizerError.self]
  ) { bytes in
    let json = String(decoding: bytes, as: UTF8.self)
    let composition = try Composition(json: json, catalogue: .standard)
    let written = try composition.recipe(catalogue: .standard)
    do {
      let read = try Composition(json: written.description, catalogue: .standard)
      try promise(read == composition, "\(written) is another composition")
    } catch let error as RecipeError {
      try promise(false, "\(written) was written, but: \(error)")
    }
    var optimizer = try Optimizer(composition)
    try promise(!optimizer.explain().isEmpty, "there is nothing to explain")
    try step(&optimizer, makeParameters())
  }

  /// Every recipe of the catalogue, the first with a group of its own, and AdamW with every part of every role, as data.
  private static var standardCompositions: [FieldValue] {
    var compositions = Catalogue.standard.recipes.map { $0.composition(.constant(0.01)) }
    for entry in Catalogue.standard.entries {
      var composition = Composition.adamw(learningRate: .constant(0.01))
      switch entry.prototype {
      case let part as any GradientTransform: composition.transforms = [part]
      case let part as any MomentEstimator: composition.moments = part
      case let part as any Preconditioner: composition.preconditioner = part
      case let part as any DecayPolicy: composition.decay = part
      case let part as any LearningRateSchedule: composition.schedule = part
      default: continue
      }
      compositions.append(composition)
    }
    compositions[0].groups = ["rest": .adamw(learningRate: .constant(0.5))]
    return compositions.compactMap { try? $0.recipe(catalogue: .standard) }
  }

  private static let replayFiles = [
    """
    {"recipe": {"recipe": "adams", "decay": {"rate": 0.1},
                "schedule": {"name": "constant", "learningRate": 0.125}},
     "parameters": [{"name": "w", "shape": [2, 1], "values": [0.5, -1.25]},
                    {"name": "b", "values": [1]}],
     "groups": [{"name": "weights", "parameters": ["w"], "learningRateMultiplier": 0.5},
                {"name": "biases", "parameters": ["b"], "decayMultiplier": 0,
                 "recipe": {"recipe": "sgd", "schedule": {"name": "constant", "learningRate": 0.5}}}],
     "gradients": [{"w": [0.1, 0.2], "b": [1]}, {"w": [0.3, -0.1], "b": [0.5]}]}
    """,
    """
    {"recipe": {"recipe": "sgd", "schedule": {"name": "constant", "learningRate": 0.5}},
     "parameters": [{"name": "w", "values": [0, 0]}], "missingGradients": "leaveOut",
     "gradients": [{"w": [1, 2]}, {}]}
    """,
  ]

  private static let replay = FuzzedReader(
    "replay", samples: replayFiles.map { Array($0.utf8) },
    refusals: [RecipeError.self, OptimizerError.self, DataError.self]
  ) { bytes in
    let replay = try Replay.read(FileBytes(path: "replay.json", bytes: bytes))
    _ = try replay.run(folder: URL(fileURLWithPath: "no-such-folder"))
  }

  private static let gradients = FuzzedReader(
    "gradients",
    samples: [
      """
      {"1/w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},\
      "2/w":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]}}
      """
    ].map { bytes(of: UInt64($0.utf8.count)) + Array($0.utf8) + Array(0..<16) },
    hasHeader: true, refusals: [RecipeError.self, DataError.self]
  ) { bytes in
    let steps = try Replay.steps(FileBytes(path: "gradients.safetensors", bytes: bytes))
    try promise(
      steps.joined().reduce(0) { $0 + 4 * $1.value.count } <= bytes.count,
      "there are more numbers than in the file")
  }
}
