public import Autodiff
import Kernels
import Optimization

extension ResumableStepper {
  /// Loads what `save(to:groups:buffers:catalogue:)` has saved: by name, so that groups, their order
  /// and tiles may be others.
  ///
  /// Values, state and counters come from the file. Hyper-parameters stay those of this stepper: a run
  /// may go on with another learning rate. `Optimizer.init(inCheckpoint:catalogue:)` takes those of the
  /// file.
  ///
  /// Everything must fit unless it is allowed not to. Then a parameter whose values are missing or
  /// unsuitable keeps them; a parameter whose values or state are not all taken begins with new state,
  /// as does a wrapper whose state is not all taken; a buffer keeps what it has; and without a step in
  /// the file, the step count and what schedules remember of metrics stay. So weights that PyTorch has
  /// saved as safetensors are loaded with `allowing: .missing`.
  ///
  /// - Parameters:
  ///   - path: a safetensors file.
  ///   - groups: all groups, in any order.
  ///   - buffers: what the model keeps beside its parameters, `Model.buffers`.
  ///   - allowance: the differences to pass over; left out, none.
  /// - Returns: what was passed over, sorted by name.
  /// - Throws: `CheckpointError` that names all differences that are not allowed; then parameters,
  ///   buffers and state are as they were.
  @discardableResult
  public mutating func load(
    from path: String, groups: [ParameterGroup], buffers: [Buffer] = [],
    allowing allowance: CheckpointAllowance = []
  ) throws(CheckpointError) -> [CheckpointDifference] {
    try load(
      CheckpointFile(path: path).read(), path: path, groups: groups, buffers: buffers,
      allowing: allowance)
  }

  /// Loads a file that has been read; `path` is what errors call it.
  @discardableResult
  package mutating func load(
    _ file: SafeTensors, path: String, groups: [ParameterGroup], buffers: [Buffer] = [],
    allowing allowance: CheckpointAllowance = []
  ) throws(CheckpointError) -> [CheckpointDifference] {
    if let version = file.metadata["descent"], version != checkpointVersion {
      throw CheckpointError(
        path,
        "the version of the format must be \(checkpointVersion), but is "
          + String(reflecting: version))
    }
    var reader = CheckpointReader(file)
    let weights = Weights(groups.flatMap(\.parameters), buffers).found(by: &reader)
    var loaded = try resumed(from: &reader, path, groups)
    let differences = reader.differences()
    let refused = differences.filter { !allowance.covers($0.kind) }
    guard refused.isEmpty else { throw CheckpointError(path, refused) }
    weights.restore()
    // What is not whole must begin anew, from the values that the parameters have now.
    if !differences.isEmpty { loaded = try resumed(from: &reader, path, groups) }
    self = loaded
    return differences
  }

  /// A copy that has taken its state from a file.
  private func resumed(
    from reader: inout CheckpointReader, _ path: String, _ groups: [ParameterGroup]
  ) throws(CheckpointError) -> Self {
    var stepper = self
    var checkpoint = Checkpoint(loading: groups, from: reader)
    do { try stepper.transferState(through: &checkpoint) } catch {
      throw CheckpointError(path, error.message)
    }
    reader = checkpoint.reader ?? reader
    return stepper
  }
}
