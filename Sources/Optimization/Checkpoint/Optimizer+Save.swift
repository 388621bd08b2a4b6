public import Autodiff

extension Optimizer {
  /// Saves parameters and state: an optimizer that loads them goes on with the same bits.
  ///
  /// The file is in the safetensors format, and holds
  ///
  /// ```text
  /// w                        F32, the values of the parameter w in its shape
  /// state/w/moments/m        F32, a state array: role and name, in its own shape
  /// state/w/moments/β        F64, a scalar of a part
  /// state/w/steps            F64, how many steps w has taken
  /// state/w/secondMoments    F64, Σv of moment estimator and preconditioner
  /// schedule/best            F64, what a schedule remembers of the metric it follows
  /// metadata                 descent (the version of the format, 1), step, recipe
  /// ```
  ///
  /// The same contents make the same bytes, whatever the tiles and the order of the groups are. The
  /// file is written beside, synced and renamed: a kill leaves the old file or the new one.
  ///
  /// - Parameters:
  ///   - path: the file, replaced where there is one.
  ///   - groups: all groups, in any order; state of groups that are not among them is not saved.
  ///   - catalogue: what the parts are called in the recipe; left out, the file has no recipe.
  /// - Throws: `CheckpointError` where groups can't be told apart by name, the catalogue does not know
  ///   a part, or the file can't be written; what was there is there still.
  /// - Complexity: holds a copy of everything in memory while it writes.
  public func save(
    to path: String, groups: [ParameterGroup], catalogue: Catalogue? = nil
  ) throws(CheckpointError) {
    let bytes: [UInt8]
    do { bytes = try checkpoint(of: groups, catalogue: catalogue) } catch {
      throw CheckpointError(path, "\(error)")
    }
    try CheckpointFile(path: path).replace(with: bytes)
  }

  /// The bytes that `save(to:groups:catalogue:)` writes.
  package func checkpoint(
    of groups: [ParameterGroup], catalogue: Catalogue? = nil
  ) throws -> [UInt8] {
    let current = state.isBound(to: groups) ? state : state.copy()
    try current.bind(groups, composition: composition(of:))
    var file = SafeTensorsWriter()
    file.metadata = ["descent": checkpointVersion, "step": "\(current.step)"]
    if let catalogue {
      file.metadata["recipe"] = try composition.recipe(catalogue: catalogue).description
      for (group, exception) in exceptions {
        file.metadata["recipe of \(group)"] =
          try exception.recipe(catalogue: catalogue).description
      }
    }
    for group in current.groups {
      for (parameter, arrays) in group.checkpointArrays.enumerated() {
        for array in arrays {
          try file.add(
            array.name, shape: array.shape, group.elements(of: array, parameter: parameter))
        }
      }
    }
    for (name, number) in current.followedMetrics.checkpointScalars {
      try file.add(name, shape: [], .doubles([number]))
    }
    return file.bytes()
  }
}

/// The version of the format, which grows where an older reader would go wrong.
let checkpointVersion = "1"
