import Autodiff
import Kernels

/// One step, in its phases: transform, measure the gain, prepare the runs, execute.
///
/// Whatever can fail does so before `execute` writes the first parameter.
struct Step {
  let state: OptimizerState
  let composition: Composition
  let threads: Int

  /// t of this step.
  let number: Int

  /// ηₜ before the groups' multipliers.
  let learningRate: Double

  /// v̄ of the moment estimators and of the preconditioners, where they are known before the pass.
  var meanSecondMoments: SIMD2<Double>?

  var report: StepReport

  init(_ state: OptimizerState, _ composition: Composition, threads: Int) {
    self.state = state
    self.composition = composition
    self.threads = threads
    number = state.step + 1
    let program = ScheduleProgram(composition.schedule)
    learningRate = program.rate(at: number, scalars: state.followedMetrics.scalars(ofGroup: nil))
    report = StepReport(step: number, learningRate: learningRate)
  }
}

extension Step {
  /// Asks the transforms what they do.
  ///
  /// - Returns: why the step does not happen, or nil.
  mutating func transform() throws(OptimizerError) -> String? {
    for group in state.groups { group.stages.removeAll(keepingCapacity: true) }
    for (index, transform) in composition.transforms.enumerated() {
      let scope = transform.normScope
      if scope != nil { measureEnergies(withPenalty: false) }
      let total = state.groups.reduce(0) { $0 + $1.energy }
      for group in state.groups {
        let stage = stage(
          of: transform, index, scope: scope, in: group, totalEnergy: total)
        group.stages.append(stage)
        for parameter in group.group.parameters.indices where group.takesPart(parameter) {
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
    }
    return nil
  }

  private func stage(
    of transform: any GradientTransform, _ index: Int, scope: NormScope?, in group: GroupState,
    totalEnergy: Double
  ) -> TransformStage {
    func action(_ parameter: Int, shape: [Int]) -> TransformAction {
      let energy =
        switch scope {
        case .all: totalEnergy
        case .group: group.energy
        case .parameter: group.energies[parameter]
        case nil: 0.0
        }
      return transform.action(
        at: group.context(
          part: index, parameter: parameter,
          StepInputs(
            step: number, learningRate: group.learningRate, shape: shape,
            measured: energy.squareRoot())))
    }
    guard scope == .parameter || transform.granularity == .parameter else {
      return .uniform(action(0, shape: []))
    }
    let actions = group.group.parameters.enumerated().map { index, parameter in
      action(index, shape: parameter.shape)
    }
    let keepsAll = actions.allSatisfy { if case .keep = $0 { true } else { false } }
    return keepsAll ? .uniform(.keep) : .perParameter(actions)
  }
}

extension Step {
  /// Asks the schedules, once.
  ///
  /// - Throws: `OptimizerError` with the name of the group whose schedule has no rate for this step.
  mutating func setLearningRates() throws(OptimizerError) {
    for group in state.groups {
      let metrics = state.followedMetrics.scalars(ofGroup: group.group.name)
      let rate = group.program.learningRate(at: number, metrics: metrics, group.rooms)
      group.learningRate = rate * group.group.learningRateMultiplier
      guard group.learningRate >= 0, group.learningRate.isFinite else {
        throw OptimizerError(
          .unsuitableLearningRate,
          "\(group.group.name): \(type(of: group.composition.schedule)): "
            + "the learning rate of step \(number) must be in 0..., "
            + "but is \(brief(group.learningRate))")
      }
    }
  }

  /// The decay of a group at this step: how much, and whether it had to be limited; and how much it is
  /// for one unit of learning rate.
  func decay(
    of group: GroupState, gain: Double?
  ) -> (share: Double, weight: Double, isLimited: Bool) {
    if group.group.decayMultiplier == 0 { return (0, 0, false) }
    let policy = group.composition.decay
    let inputs = StepInputs(
      step: number, learningRate: group.learningRate, peak: group.peakLearningRate, gain: gain)
    let decay = group.program.decay(inputs, group.rooms)
    require(
      decay.share >= 0,
      "\(type(of: policy)): the share of step \(number) must be in 0..., "
        + "but is \(brief(decay.share))")
    let multiplier = group.group.decayMultiplier
    let share = decay.share * multiplier
    guard policy.entry == .parameters, share > 1 else {
      return (share, decay.weight * multiplier, false)
    }
    return (1, decay.weight * multiplier, group.composition.absorbingPart == nil)
  }
}

extension OptimizerState {
  /// Throws, with the name, where a parameter has no gradient.
  func refuseMissingGradients() throws(OptimizerError) {
    for group in groups {
      for parameter in group.group.parameters where !parameter.hasGradient {
        throw OptimizerError(.missingGradient, "\(parameter.name) has no gradient")
      }
    }
  }
}

extension GroupState {
  /// Whether a parameter takes part in this step.
  func takesPart(_ parameter: Int) -> Bool { group.parameters[parameter].hasGradient }

  /// Σ g² over the parameters that take part.
  var energy: Double {
    group.parameters.indices.reduce(0) { takesPart($1) ? $0 + energies[$1] : $0 }
  }
}
