import Autodiff
import Foundation
import Kernels

extension Step {
  /// Makes the mean second moments known that a part of the composition asks for, and with them the
  /// gain and the decay of every group.
  ///
  /// vₜ = β₂vₜ₋₁ + (1 − β₂)gₜ² holds for every element, so it holds for their sum: one number for
  /// each parameter follows the stored array, and the mean is known before anything moves.
  ///
  /// - Parameter always: whether the mean of the preconditioner's second moment is asked for anyway.
  /// - Throws: `OptimizerError` where a decay has no rate for this step.
  mutating func measureGain(always: Bool) throws(OptimizerError) {
    for group in groups where group.composition.decay.entry == .gradient {
      try findDecay(of: group, gain: nil)
      let rate = group.now.decayRate
      if rate > 0 { group.now.penalty = group.composition.decay.pass(rate: rate) }
    }
    if groups.contains(where: { $0.asksForMean(always: always) }) {
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
    var moments = MeanSecondMoment()
    var preconditioner = MeanSecondMoment()
    for group in groups {
      let kept = group.layout.secondMoments
      group.now.secondMoments = group.secondMoments
      for parameter in group.steps.indices where group.takesPart(parameter) {
        let energy = group.now.energies[parameter]
        let step = group.steps[parameter] + 1
        let count = group.layout.ranges[parameter].count
        moments.follow(
          kept.moments, &group.now.secondMoments[parameter].moments, energy, at: step, count)
        preconditioner.follow(
          kept.preconditioner, &group.now.secondMoments[parameter].preconditioner, energy,
          at: step, count)
      }
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
    let kept = group.layout.secondMoments
    func gain(_ part: any GainStating, _ moment: SecondMoment, _ mean: Double?) -> Double? {
      guard let mean = moment == .none ? 0 : mean else { return nil }
      return part.gain(meanSecondMoment: mean, at: number)
    }
    let isMeasured = group.layout.measures
    guard
      let moments = gain(
        group.composition.moments, kept.moments, meanSecondMoments?.moments),
      let preconditioner = gain(
        group.composition.preconditioner, kept.preconditioner,
        isMeasured ? measured : meanSecondMoments?.preconditioner ?? measured)
    else { return nil }
    return moments * preconditioner
  }

  /// Notes the decay of a group at a gain; none where there is no gain that it needs.
  ///
  /// - Throws: `OptimizerError` where the policy has no rate in `0...`.
  func findDecay(of group: GroupState, gain: Double?) throws(OptimizerError) {
    let policy = group.composition.decay
    group.now.decayRate = 0
    group.now.isDecayLimited = false
    if group.group.decayMultiplier == 0 || policy.needsGain && gain == nil { return }
    let rate = policy.rate(
      at: DecayContext(
        step: number, learningRate: group.now.learningRate,
        peakLearningRate: group.now.peakLearningRate, gain: gain))
    guard rate >= 0 else {
      throw OptimizerError(
        .unsuitableDecay,
        "\(group.group.name): \(type(of: policy)): the rate of step \(number) "
          + "must be in 0..., but is \(brief(rate))")
    }
    let multiplied = rate * group.group.decayMultiplier
    group.now.isDecayLimited = policy.entry == .parameters && multiplied > 1
    group.now.decayRate = group.now.isDecayLimited ? 1 : multiplied
  }
}

extension GroupState {
  /// Whether a mean must be known before the pass.
  fileprivate func asksForMean(always: Bool) -> Bool {
    layout.secondMoments.moments != .none
      || (always || composition.decay.needsGain) && !layout.measures
        && layout.secondMoments.preconditioner.isRecurrent
  }
}

/// The mean of the second moments of one part, over the parameters of all groups.
private struct MeanSecondMoment {
  private var sum = 0.0
  private var count = 0.0
  private var correction = 1.0
  private var correctedBy: Double?
  private var step = 0

  var mean: Double { sum / max(count, 1) }

  /// Carries the sum of a parameter on, and counts it in.
  mutating func follow(
    _ moment: SecondMoment, _ kept: inout Double, _ energy: Double, at step: Int, _ count: Int
  ) {
    guard case .recurrent(let retention, let innovation, let base, _, let startsFull) = moment
    else { return }
    kept =
      startsFull && step == 1
      ? energy : Double(retention) * kept + Double(innovation) * energy
    if step != self.step || base != correctedBy {
      // Parameters of one age share what takes a power to know.
      correction = base.map { 1 / (1 - pow($0, Double(step))) } ?? 1
      (self.step, correctedBy) = (step, base)
    }
    sum += kept * correction
    self.count += Double(count)
  }
}
