import Autodiff
import Kernels

extension Step {
  /// Asks the transforms what they do: those of all groups, then those of single ones.
  ///
  /// - Returns: why the step does not happen, or nil.
  /// - Throws: `OptimizerError` where a transform refuses a gradient.
  func transform() throws(OptimizerError) -> String? {
    for group in groups { group.draftTransforms() }
    for index in composition.transforms.indices {
      if let reason = try ask(index, groups) { return reason }
    }
    for group in groups {
      for index in group.composition.transforms.indices.dropFirst(composition.transforms.count) {
        if let reason = try ask(index, [group]) { return reason }
      }
    }
    return nil
  }

  /// Asks a transform what it does to some groups; it stands in the same place in all of them.
  private func ask(_ index: Int, _ asked: [GroupState]) throws(OptimizerError) -> String? {
    guard let first = asked.first else { return nil }
    let transform = first.composition.transforms[index]
    let scope = transform.normScope
    if scope != nil { measureEnergies(of: asked) }
    let total = scope == .all ? asked.reduce(0) { $0 + $1.energy } : 0
    for group in asked {
      let stage = group.stage(
        of: transform, scope, at: index, step: number, totalEnergy: total)
      group.now.stages.append(stage)
      for parameter in group.steps.indices where group.takesPart(parameter) {
        switch stage.action(for: parameter) {
        case .skipStep(let reason): return reason
        case .refuse(let reason):
          throw OptimizerError(
            .refusedGradient, "\(group.group.parameters[parameter].name): \(reason)")
        case .keep, .scale, .rewrite: break
        }
        if case .uniform = stage { break }
      }
    }
    return nil
  }
}

extension GroupState {
  /// Begins a step of the transforms.
  fileprivate func draftTransforms() {
    now.stages.removeAll(keepingCapacity: true)
    now.transformScalars.removeAll(keepingCapacity: true)
    let count = transformScalarCount
    guard count > 0 else { return }
    let block = scalars
    let numbers = block.span
    for parameter in steps.indices {
      for k in 0..<count { now.transformScalars.append(numbers[parameter * scalarCount + k]) }
    }
  }

  /// The number of scalars that the transforms have of one parameter.
  private var transformScalarCount: Int { layout.scalarStarts[layout.parts.moments] }

  /// Keeps what the transforms made of their scalars.
  func keepTransformScalars() {
    let count = transformScalarCount
    guard count > 0 else { return }
    let block = scalars
    var numbers = block.mutableSpan
    for parameter in steps.indices where takesPart(parameter) {
      for k in 0..<count {
        numbers[parameter * scalarCount + k] = now.transformScalars[parameter * count + k]
      }
    }
  }

  /// Σ g² over the parameters that take part.
  fileprivate var energy: Double {
    now.energies.indices.reduce(0) { takesPart($1) ? $0 + now.energies[$1] : $0 }
  }

  /// What a transform does to the group.
  fileprivate func stage(
    of transform: any GradientTransform, _ scope: NormScope?, at index: Int, step: Int,
    totalEnergy: Double
  ) -> TransformStage {
    let scalars = layout.scalarStarts[index]..<layout.scalarStarts[index + 1]
    let count = transformScalarCount
    let groupEnergy = scope == .group ? energy : 0
    func action(_ parameter: Int, shape: [Int]) -> TransformAction {
      let energy =
        switch scope {
        case .all: totalEnergy
        case .group: groupEnergy
        case .parameter: now.energies[parameter]
        case nil: 0.0
        }
      let inputs = StepInputs(
        step: step, learningRate: now.learningRate, shape: shape, measured: energy.squareRoot(),
        published: now.published)
      let numbers = layout.program.parts[index]
      let room = rooms.parts[index]
      if scalars.isEmpty {
        var none = MutableSpan<Double>()
        numbers.run(room, at: inputs, scalars: &none)
        return transform.action(at: StepContext(inputs, numbers, room))
      }
      let place =
        (parameter * count + scalars.lowerBound)..<(parameter * count + scalars.upperBound)
      var kept = Array(now.transformScalars[place])
      var span = kept.mutableSpan
      numbers.run(room, at: inputs, scalars: &span)
      now.transformScalars.replaceSubrange(place, with: kept)
      return transform.action(at: StepContext(inputs, numbers, room))
    }
    let isUniform =
      scope != .parameter && transform.granularity == .element && scalars.isEmpty
    if isUniform { return .uniform(action(0, shape: [])) }
    let actions = group.parameters.enumerated().map { index, parameter in
      takesPart(index) ? action(index, shape: parameter.shape) : .keep
    }
    let keepsAll = actions.allSatisfy { if case .keep = $0 { true } else { false } }
    return keepsAll ? .uniform(.keep) : .perParameter(actions)
  }
}
