import Autodiff
import Kernels

extension Step {
  /// Makes the penalties known of decays that enter through the gradient.
  ///
  /// - Throws: `OptimizerError` where a decay has no rate for this step.
  func findPenalties() throws(OptimizerError) {
    for group in groups where group.composition.decay.entry == .gradient {
      try findDecay(of: group, gain: nil)
      let rate = group.now.decayRate
      if rate > 0 { group.now.penalty = group.decay(at: number) }
    }
  }

  /// Makes the mean second moments known that a part of the composition asks for, and with them the
  /// gain and the decay of every group.
  ///
  /// vₜ = β₂vₜ₋₁ + (1 − β₂)gₜ² holds for every element, so it holds for their sum: one number for
  /// each parameter follows the stored array, and the mean is known before anything moves.
  ///
  /// - Throws: `OptimizerError` where a decay has no rate for this step.
  mutating func measureGain() throws(OptimizerError) {
    if groups.contains(where: {
      $0.layout.program.followsMean.moments || $0.layout.program.followsMean.preconditioner
    }) {
      measureEnergies(of: groups)
      meanSecondMoments = followSecondMoments()
    }
    for group in groups {
      group.now.gain = gain(of: group)
      guard group.composition.decay.entry == .parameters else { continue }
      // A rate that is none must be known before the pass, even where the gain is measured in it.
      if group.layout.measures { try findDecay(of: group, gain: 1) }
      try findDecay(of: group, gain: group.now.gain)
      report.decayWasLimited = report.decayWasLimited || group.now.isDecayLimited
    }
  }

  /// Carries the sums of the second moments on, in a draft.
  ///
  /// - Returns: the means over all elements that take part.
  private func followSecondMoments() -> PerPart<Double> {
    var moments = FollowedMean()
    var preconditioner = FollowedMean()
    for group in groups {
      let (program, means) = (group.layout.program, group.rooms.means)
      // Out of the class while they change: every access to it is checked.
      var followed = PerPart<[Double]>(moments: [], preconditioner: [], decay: [])
      swap(&followed, &group.now.secondMoments)
      moments.follow(
        program.followsMean.moments ? program.means.moments : nil, means.moments, group,
        from: group.secondMoments.moments, to: &followed.moments)
      preconditioner.follow(
        program.followsMean.preconditioner ? program.means.preconditioner : nil,
        means.preconditioner, group, from: group.secondMoments.preconditioner,
        to: &followed.preconditioner)
      swap(&followed, &group.now.secondMoments)
    }
    return PerPart(moments: moments.mean, preconditioner: preconditioner.mean, decay: 0)
  }

  /// What a group's composition makes of a unit gradient on average; nil where it is not defined.
  ///
  /// - Parameters:
  ///   - group: the group.
  ///   - measured: v̄ of preconditioners that must be measured, once it is known.
  /// - Returns: the product of the parts' gains.
  func gain(of group: GroupState, measured: Double? = nil) -> Double? {
    group.layout.program.gain(
      at: number, learningRate: group.now.learningRate,
      means: PerPart(
        moments: meanSecondMoments?.moments,
        preconditioner: group.layout.measures
          ? measured : meanSecondMoments?.preconditioner ?? measured, decay: nil),
      published: group.now.published, group.rooms)
  }

  /// Notes the decay of a group at a gain; none where there is no gain that it needs.
  ///
  /// - Throws: `OptimizerError` where the policy has no rate in `0...`.
  func findDecay(of group: GroupState, gain: Double?) throws(OptimizerError) {
    let policy = group.composition.decay
    group.now.decayRate = 0
    group.now.decayWeight = 0
    group.now.isDecayLimited = false
    if group.group.decayMultiplier == 0 { return }
    let decay = group.layout.program.decay(
      StepInputs(
        step: number, learningRate: group.now.learningRate, peak: group.now.peakLearningRate,
        gain: gain, multiplier: group.group.decayMultiplier, published: group.now.published),
      group.rooms)
    guard decay.share >= 0 else {
      throw OptimizerError(
        .unsuitableDecay,
        "\(group.group.name): \(type(of: policy)): the share of step \(number) "
          + "must be in 0..., but is \(brief(decay.share))")
    }
    group.now.decayWeight = decay.weight
    group.now.isDecayLimited = group.layout.appliesDecay.decay && decay.share > 1
    group.now.decayRate = group.now.isDecayLimited ? 1 : decay.share
  }
}

extension GroupState {
  /// The decay at the share that has been found.
  func decay(at number: Int) -> any DecayPass {
    composition.decay.pass(
      at: context(
        part: layout.parts.decay, parameter: 0,
        StepInputs(
          step: number, learningRate: now.learningRate, decay: now.decayRate,
          published: now.published)))
  }
}

/// The mean of the squares of one part, over the parameters of all groups, followed by its recurrence.
private struct FollowedMean {
  private var sum = 0.0
  private var count = 0.0

  var mean: Double { sum / max(count, 1) }

  /// Carries the sums of a group's parameters on, and counts them in; without a mean to follow, they stay.
  mutating func follow(
    _ meanSquare: MeanSquare?, _ room: Block<Double>?, _ group: GroupState,
    from sums: [Double], to next: inout [Double]
  ) {
    guard let meanSquare, let room else {
      next = sums
      return
    }
    let (steps, ranges) = (group.steps, group.layout.ranges)
    let (participants, energies) = (group.now.participants, group.now.energies)
    var coefficients = MeanSquare.Coefficients()
    var known = 0
    for parameter in sums.indices {
      guard participants?[parameter] ?? true else {
        next[parameter] = sums[parameter]
        continue
      }
      if steps[parameter] + 1 != known {
        // Parameters of one age share what takes a power to know.
        known = steps[parameter] + 1
        coefficients = meanSquare.coefficients(at: known, room)
      }
      next[parameter] =
        coefficients.retention * sums[parameter] + coefficients.innovation * energies[parameter]
      sum += next[parameter] * coefficients.factor
      count += Double(ranges[parameter].count)
    }
  }
}
