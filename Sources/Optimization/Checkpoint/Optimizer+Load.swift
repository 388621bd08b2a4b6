public import Autodiff

extension Optimizer {
  /// Loads what `save(to:groups:)` has saved: by name, so that groups, their order and tiles may be
  /// others.
  ///
  /// Values, state and counters come from the file. Hyper-parameters stay those of this optimizer: a
  /// run may go on with another learning rate. `Optimizer.recipe(inCheckpoint:)` gives those of the
  /// file.
  ///
  /// Everything must fit unless it is allowed not to. Then a parameter whose values are missing or
  /// unsuitable keeps them; a parameter whose values or state are not all taken begins with new state;
  /// and without a step in the file, the step count and what schedules remember of metrics stay.
  /// So weights that PyTorch has saved as safetensors are loaded with `allowing: .missing`.
  ///
  /// - Parameters:
  ///   - path: a safetensors file.
  ///   - groups: all groups, in any order.
  ///   - allowance: the differences to pass over; left out, none.
  /// - Returns: what was passed over, sorted by name.
  /// - Throws: `CheckpointError` that names all differences that are not allowed; then parameters and
  ///   state are as they were.
  @discardableResult
  public mutating func load(
    from path: String, groups: [ParameterGroup], allowing allowance: CheckpointAllowance = []
  ) throws(CheckpointError) -> [CheckpointDifference] {
    try load(CheckpointFile(path: path).read(), path: path, groups: groups, allowing: allowance)
  }

  /// Loads a file that has been read; `path` is what errors call it.
  @discardableResult
  package mutating func load(
    _ file: SafeTensors, path: String, groups: [ParameterGroup],
    allowing allowance: CheckpointAllowance = []
  ) throws(CheckpointError) -> [CheckpointDifference] {
    if let version = file.metadata["descent"], version != checkpointVersion {
      throw CheckpointError(
        path,
        "the version of the format must be \(checkpointVersion), but is "
          + String(reflecting: version))
    }
    let loaded = OptimizerState(tile: state.tile, followedMetrics: state.followedMetrics)
    loaded.step = state.step
    do { try loaded.bind(groups, composition: composition(of:)) } catch {
      throw CheckpointError(path, error.message)
    }
    let match = CheckpointMatch(file, loaded)
    let refused = match.differences.filter { !allowance.covers($0.kind) }
    guard refused.isEmpty else { throw CheckpointError(path, refused) }
    match.restore(loaded)
    state = loaded
    return match.differences
  }

  /// The recipe that a checkpoint was saved with.
  ///
  /// - Parameters:
  ///   - path: a file that `save(to:groups:catalogue:)` has written.
  ///   - group: a group with a composition of its own; left out, the recipe of all others.
  /// - Returns: what `Composition.init(_:catalogue:)` reads, or nil where none was saved.
  /// - Throws: `CheckpointError` where the file can't be read, or the recipe is no JSON.
  public static func recipe(
    inCheckpoint path: String, ofGroup group: String? = nil
  ) throws(CheckpointError) -> FieldValue? {
    try recipe(in: CheckpointFile(path: path).read(), path: path, ofGroup: group)
  }

  /// The recipe in a file that has been read; `path` is what errors call it.
  package static func recipe(
    in file: SafeTensors, path: String, ofGroup group: String? = nil
  ) throws(CheckpointError) -> FieldValue? {
    let key = group.map { "recipe of \($0)" } ?? "recipe"
    guard let text = file.metadata[key] else { return nil }
    do { return try FieldValue(json: text) } catch {
      throw CheckpointError(path, "\(key) in the metadata is \(error)")
    }
  }
}
