public import Autodiff
import Optimization

extension ResumableStepper {
  /// Saves parameters and state: a stepper that loads them goes on with the same bits.
  ///
  /// The file is in the safetensors format, and holds
  ///
  /// ```text
  /// w                        F32, the values of the parameter w in its shape
  /// state/w/moments/m        F32, or BF16 as the optimizer keeps it; a state array: role and name, in its
  ///                          own shape
  /// state/w/moments/β        F64, a scalar of a part
  /// state/w/steps            F64, how many steps w has taken
  /// state/w/secondMoments    F64, Σv of moment estimator and preconditioner
  /// state/w/lookahead/slow   F32, what a wrapper keeps; the second of its kind is lookahead2
  /// schedule/best            F64, what a schedule remembers of the metric it follows
  /// norm.runningMean         F32, a buffer of the model
  /// dropout.generator        I64, the state of a generator of the model
  /// metadata                 descent (the version of the format, 1), step, recipe, and the parts that
  ///                          the state of each role is of (moments state, preconditioner state, …);
  ///                          state precision, where it is not float32
  /// ```
  ///
  /// The same contents make the same bytes, whatever the tiles and the order of the groups are. The
  /// file is written beside, synced and renamed: a kill leaves the old file or the new one.
  ///
  /// - Parameters:
  ///   - path: the file, replaced where there is one.
  ///   - groups: all groups, in any order; state of groups that are not among them is not saved.
  ///   - buffers: what the model keeps beside its parameters, `Model.buffers`.
  ///   - catalogue: what the parts are called in the recipe; left out, the file has no recipe.
  /// - Throws: `CheckpointError` where groups can't be told apart by name, the catalogue does not know
  ///   a part, or the file can't be written; what was there is there still.
  /// - Complexity: holds a copy of everything in memory while it writes.
  public func save(
    to path: String, groups: [ParameterGroup], buffers: [Buffer] = [],
    catalogue: Catalogue? = nil
  ) throws(CheckpointError) {
    let bytes: [UInt8]
    do { bytes = try checkpoint(of: groups, buffers: buffers, catalogue: catalogue) } catch {
      throw CheckpointError(path, "\(error)")
    }
    try CheckpointFile(path: path).replaceAlone(with: bytes)
  }

  /// The bytes that `save(to:groups:buffers:catalogue:)` writes, with texts of the caller's.
  package func checkpoint(
    of groups: [ParameterGroup], buffers: [Buffer] = [], catalogue: Catalogue? = nil,
    metadata: [String: String] = [:]
  ) throws -> [UInt8] {
    var checkpoint = Checkpoint(saving: groups, catalogue: catalogue, metadata: metadata)
    // Saving changes nothing, but the one function serves loading, too.
    var stepper = self
    try stepper.transferState(through: &checkpoint)
    for parameter in groups.flatMap(\.parameters) where checkpoint.isStored(parameter) {
      checkpoint.put(parameter.name, shape: parameter.shape, .singles(Array(parameter.value)))
    }
    for buffer in buffers where checkpoint.isStored(nil) {
      checkpoint.put(buffer.name, shape: buffer.form.shape, buffer.elements)
    }
    return try checkpoint.bytes()
  }
}
