import Autodiff
public import Optimization

extension Optimizer: ResumableStepper {
  public mutating func transferState(
    through checkpoint: inout Checkpoint
  ) throws(OptimizerError) {
    if checkpoint.isLoading {
      try restore(from: &checkpoint)
    } else {
      keepRecipe(in: &checkpoint)
      try keepState(in: &checkpoint)
    }
  }

  private func keepRecipe(in checkpoint: inout Checkpoint) {
    guard let catalogue = checkpoint.catalogue else { return }
    do {
      checkpoint.put("recipe", try composition.recipe(catalogue: catalogue).description)
    } catch { checkpoint.fail(error) }
  }

  private func keepState(in checkpoint: inout Checkpoint) throws(OptimizerError) {
    let current = state.isBound(to: checkpoint.groups) ? state : state.copy()
    current.bind(try current.binding(of: checkpoint.groups, composition: composition(of:)))
    checkpoint.put("step", "\(current.step)")
    if statePrecision != .float32 { checkpoint.put(precisionKey, statePrecision.description) }
    keepMeanings(in: &checkpoint)
    if let ranks = current.ranks { checkpoint.share(current.groups, isFirst: ranks.rank == 0) }
    for group in current.groups {
      group.forEachCheckpointArray { parameter, array in
        guard let (name, shape, elements) = group.stored(array, parameter: parameter) else {
          return
        }
        checkpoint.put(name, shape: shape, elements)
      }
    }
    let names = current.groups.map(\.group.name)
    for (name, number) in current.scheduleMemory.checkpointScalars(groups: names)
    where checkpoint.isStored(nil) {
      checkpoint.put(name, shape: [], .doubles([number]))
    }
  }

  private mutating func restore(from checkpoint: inout Checkpoint) throws(OptimizerError) {
    let loaded = OptimizerState(
      state.form, measuresGain: measuresGain, scheduleMemory: state.scheduleMemory)
    loaded.bind(try loaded.binding(of: checkpoint.groups, composition: composition(of:)))
    let step = checkpoint.reader?.takeStep()
    checkpoint.reader?.compare(statePrecision)
    for group in loaded.groups {
      let others = checkpoint.reader?.otherMeanings(of: group) ?? []
      group.forEachCheckpointArray { parameter, array in
        let name = group.group.parameters[parameter].name
        guard let elements = checkpoint.reader?.take(array.form, unit: name) else { return }
        let other = others.first { array.form.name.hasPrefix("state/\(name)/\($0.role)/") }?.reason
        var reason = other ?? group.restore(array, parameter: parameter, elements)
        if reason == nil, case .steps = array.content, let step, group.steps[parameter] > step {
          reason = "it must be in 0...\(step), but is \(group.steps[parameter])"
        }
        guard let reason else { return }
        checkpoint.reader?.refuse(array.form.name, reason)
      }
    }
    let names = loaded.groups.map(\.group.name)
    var remembered: [String: Double] = [:]
    for name in loaded.scheduleMemory.checkpointScalars(groups: names).keys {
      let form = CheckpointArray.Form(name: name, type: .float64, shape: [])
      remembered[name] = checkpoint.reader?.take(form, unit: name)?.doubles?[0]
    }
    if let step {
      loaded.step = step
      loaded.scheduleMemory.restore(remembered, groups: names)
    } else {
      // No parameter has taken more steps than the run, or the next file would contradict itself.
      loaded.step = max(state.step, loaded.groups.flatMap(\.steps).max() ?? 0)
    }
    state = loaded
  }
}
