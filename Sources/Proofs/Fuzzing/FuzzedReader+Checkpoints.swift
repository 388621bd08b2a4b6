import Descent
import Storing

extension FuzzedReader {
  /// The readers of checkpoints.
  static let checkpoints = [checkpoint, resume, run, shardIndex, shard]

  /// Loads into an optimizer that is known, strictly and with all allowances.
  private static let checkpoint = FuzzedReader(
    "checkpoint", samples: samples(of: [composition]), hasHeader: true,
    // Numbers of a schedule may be such that the next step has no rate, and throws.
    refusals: [SafeTensorsError.self, CheckpointError.self, OptimizerError.self]
  ) { bytes in
    let file = try SafeTensors(bytes)
    var refusal: CheckpointError?
    for allowance in [[], [.missing, .extra, .unsuitable]] as [CheckpointAllowance] {
      let group = makeParameters()
      let before = group.parameters.map { Array($0.value) }
      var optimizer = try Optimizer(composition)
      do {
        try optimizer.load(file, path: "a", groups: [group], allowing: allowance)
      } catch let error as CheckpointError {
        try promise(group.parameters.map { Array($0.value) } == before, "half of it is loaded")
        refusal = error
        continue
      }
      try checkSaving(optimizer, group)
      try step(&optimizer, group)
    }
    if let refusal { throw refusal }
  }

  /// Makes the optimizer of the recipe in the file, and loads what fits.
  private static let resume = FuzzedReader(
    "resume",
    samples: samples(of: Catalogue.standard.recipes.map { $0.composition(.constant(0.01)) }),
    hasHeader: true,
    refusals: [
      SafeTensorsError.self, CheckpointError.self, RecipeError.self, OptimizerError.self,
    ]
  ) { bytes in
    let file = try SafeTensors(bytes)
    guard let recipe = try Optimizer.recipe(in: file, path: "a") else { return }
    var optimizer = try Optimizer(Composition(recipe, catalogue: .standard))
    let group = makeParameters()
    try optimizer.load(
      file, path: "a", groups: [group], allowing: [.missing, .extra, .unsuitable])
    try checkSaving(optimizer, group)
    try step(&optimizer, group)
  }

  private static let composition: Composition = {
    var composition = Composition.adams(
      learningRate: .constant(0.01).reducedOnPlateau(), weightDecay: 0.1)
    composition.transforms = [.clip(globalNorm: 1)]
    return composition
  }()

  private static func samples(of compositions: [Composition]) -> [[UInt8]] {
    compositions.compactMap { composition in
      let group = makeParameters()
      guard var optimizer = try? Optimizer(composition) else { return nil }
      do {
        try step(&optimizer, group)
        return try optimizer.checkpoint(of: [group], catalogue: .standard)
      } catch { return nil }
    }
  }

  /// What was loaded can be saved, and loaded again without any allowance.
  private static func checkSaving(_ optimizer: Optimizer, _ group: ParameterGroup) throws {
    var other = optimizer
    let saved = try SafeTensors(optimizer.checkpoint(of: [group]))
    do { try other.load(saved, path: "b", groups: [group]) } catch {
      try promise(false, "what was loaded is saved, but then: \(error)")
    }
    try promise(other.stepCount == optimizer.stepCount, "the step is another")
  }

  /// A matrix, which every recipe can work on, in a group.
  static func makeParameters() -> ParameterGroup {
    ParameterGroup("all", [Parameter("w", shape: [2, 3], [1, -2, 3, 0, 0.5, 4])])
  }

  /// Takes two steps; one that throws must change nothing.
  static func step(_ optimizer: inout Optimizer, _ group: ParameterGroup) throws {
    for _ in 1...2 {
      group.parameters[0].setGradient([0.5, -1, 0, 2, 0.25, -3])
      // Bits, because what is no number is never equal to itself.
      let before = (optimizer.stepCount, group.parameters[0].value.map(\.bitPattern))
      do {
        let report = try optimizer.step([group])
        try promise(
          report.skipped != nil || optimizer.stepCount == before.0 + 1, "a step was not counted")
      } catch let error as OptimizerError {
        try promise(
          (optimizer.stepCount, group.parameters[0].value.map(\.bitPattern)) == before,
          "a step that threw has changed something")
        throw error
      }
      if optimizer.followsMetric {
        optimizer.observe(metric: 1)
      }
    }
  }
}

extension FuzzedReader {
  /// Every reader of files.
  package static let standard = checkpoints + recipes + data
}
