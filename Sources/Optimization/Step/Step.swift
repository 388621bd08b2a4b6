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
    learningRate = state.followedMetrics.learningRate(
      of: composition.schedule, ofGroup: nil, at: number)
    report = StepReport(step: number, learningRate: learningRate)
  }
}

extension Step {
  /// Asks the transforms what they do.
  ///
  /// - Returns: why the step does not happen, or nil.
  mutating func transform() throws(OptimizerError) -> String? {
    for group in state.groups { group.stages.removeAll(keepingCapacity: true) }
    for transform in composition.transforms {
      if transform.normScope != nil { measureEnergies(withPenalty: false) }
      let total = state.groups.reduce(0) { $0 + $1.energy }
      for group in state.groups {
        let stage = stage(of: transform, in: group, totalEnergy: total)
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
    of transform: any GradientTransform, in group: GroupState, totalEnergy: Double
  ) -> TransformStage {
    func action(_ parameter: Int, shape: [Int]) -> TransformAction {
      let energy =
        switch transform.normScope {
        case .all: totalEnergy
        case .group: group.energy
        case .parameter: group.energies[parameter]
        case nil: 0.0
        }
      return transform.action(
        at: TransformContext(step: number, norm: energy.squareRoot(), shape: shape))
    }
    guard transform.normScope == .parameter || transform.granularity == .parameter else {
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
  /// The learning rate of a group, and the largest one of its schedule.
  func learningRates(of group: GroupState) -> (now: Double, peak: Double?) {
    let multiplier = group.group.learningRateMultiplier
    let schedule = group.composition.schedule
    return (
      state.followedMetrics.learningRate(of: schedule, ofGroup: group.group.name, at: number)
        * multiplier,
      schedule.peakLearningRate.map { $0 * multiplier }
    )
  }

  /// Throws, with the name of the group, where a schedule has no learning rate for this step.
  func refuseUnsuitableLearningRates() throws(OptimizerError) {
    for group in state.groups {
      let rate = learningRates(of: group).now
      guard rate >= 0, rate.isFinite else {
        throw OptimizerError(
          .unsuitableLearningRate,
          "\(group.group.name): \(type(of: group.composition.schedule)): "
            + "the learning rate of step \(number) must be in 0..., but is \(brief(rate))")
      }
    }
  }

  /// The decay of a group at this step: how much, and whether it had to be limited.
  func decay(of group: GroupState, gain: Double?) -> (rate: Double, isLimited: Bool) {
    let rates = learningRates(of: group)
    let policy = group.composition.decay
    if group.group.decayMultiplier == 0 || policy.needsGain && gain == nil { return (0, false) }
    let rate = policy.rate(
      at: DecayContext(
        step: number, learningRate: rates.now, peakLearningRate: rates.peak, gain: gain))
    require(
      rate >= 0,
      "\(type(of: policy)): the rate of step \(number) must be in 0..., but is \(brief(rate))")
    let multiplied = rate * group.group.decayMultiplier
    guard policy.entry == .parameters, multiplied > 1 else { return (multiplied, false) }
    return (1, true)
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
