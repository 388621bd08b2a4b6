public import Autodiff
public import Optimization

extension Optimizer {
  /// Creates the optimizer that a checkpoint was saved of, and loads its parameters and state: a run
  /// goes on.
  ///
  /// ```swift
  /// import Foundation
  ///
  /// let path = FileManager.default.temporaryDirectory
  ///   .appendingPathComponent("\(UUID().uuidString).safetensors").path
  /// defer { try? FileManager.default.removeItem(atPath: path) }
  /// let groups = [ParameterGroup("all", [Parameter("weight", [1, 2])])]
  /// let optimizer = try Optimizer(.adamw(learningRate: .constant(0.1)))
  /// try optimizer.save(to: path, groups: groups, catalogue: .standard)
  ///
  /// let resumed = try Optimizer(resuming: path, groups: groups, catalogue: .standard)
  /// #expect(resumed.composition == optimizer.composition)
  /// ```
  ///
  /// - Parameters:
  ///   - path: a file that was saved with a catalogue, and without wrappers.
  ///   - groups: all groups, in any order.
  ///   - buffers: what the model keeps beside its parameters, `Model.buffers`.
  ///   - catalogue: what the names in the recipes mean.
  ///   - missingGradients: what to do with a parameter without a gradient.
  ///   - measuresGain: as in `init(_:groups:missingGradients:measuresGain:)`.
  /// - Throws: `CheckpointError` where the file can't be read, has no recipe, or does not fit the
  ///   groups; then parameters and buffers are as they were.
  public init(
    resuming path: String, groups: [ParameterGroup], buffers: [Buffer] = [],
    catalogue: Catalogue, missingGradients: MissingGradientPolicy = .refuse,
    measuresGain: Bool = false
  ) throws(CheckpointError) {
    let file = try CheckpointFile(path: path).read()
    try self.init(file, path, catalogue, missingGradients, measuresGain)
    try load(file, path: path, groups: groups, buffers: buffers)
  }

  /// Creates the optimizer that a checkpoint was saved of, before its first step: to be wrapped, and
  /// then to load the checkpoint.
  ///
  /// - Parameters:
  ///   - path: a file that was saved with a catalogue.
  ///   - catalogue: what the names in the recipes mean.
  ///   - missingGradients: what to do with a parameter without a gradient.
  ///   - measuresGain: as in `init(_:groups:missingGradients:measuresGain:)`.
  /// - Throws: `CheckpointError` where the file can't be read, or has no recipe that the catalogue
  ///   knows.
  public init(
    inCheckpoint path: String, catalogue: Catalogue,
    missingGradients: MissingGradientPolicy = .refuse, measuresGain: Bool = false
  ) throws(CheckpointError) {
    let file = try CheckpointFile(path: path).read()
    try self.init(file, path, catalogue, missingGradients, measuresGain)
  }

  private init(
    _ file: SafeTensors, _ path: String, _ catalogue: Catalogue,
    _ missingGradients: MissingGradientPolicy, _ measuresGain: Bool
  ) throws(CheckpointError) {
    guard let recipe = try Self.recipe(in: file, path: path) else {
      throw CheckpointError(path, "there is no recipe; save with a catalogue")
    }
    let saved = file.metadata[precisionKey] ?? StatePrecision.float32.description
    guard let precision = StatePrecision(saved) else {
      throw CheckpointError(path, "\(precisionKey) in the metadata is \(String(reflecting: saved))")
    }
    do {
      try self.init(
        Composition(recipe, catalogue: catalogue), missingGradients: missingGradients,
        measuresGain: measuresGain, state: precision)
    } catch { throw CheckpointError(path, "\(error)") }
  }

  /// The recipe that a checkpoint was saved with.
  ///
  /// - Parameter path: a file that was saved with a catalogue.
  /// - Returns: what `Composition.init(_:catalogue:)` reads, or nil where none was saved.
  /// - Throws: `CheckpointError` where the file can't be read, or the recipe is no JSON.
  public static func recipe(
    inCheckpoint path: String
  ) throws(CheckpointError) -> FieldValue? {
    try recipe(in: CheckpointFile(path: path).read(), path: path)
  }

  /// The recipe in a file that has been read; `path` is what errors call it.
  package static func recipe(
    in file: SafeTensors, path: String
  ) throws(CheckpointError) -> FieldValue? {
    guard let text = file.metadata["recipe"] else { return nil }
    do { return try FieldValue(json: text) } catch {
      throw CheckpointError(path, "recipe in the metadata is \(error)")
    }
  }
}
