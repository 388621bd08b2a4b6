import Descent

extension TrapTests {
  static let decays: Traps = [
    "L2Decay: rate must be in 0..., but is -1": { _ = L2Decay.coupled(-1) },
    "SignDecay: rate must be in 0..., but is -1": { _ = SignDecay.l1(-1) },
    "DecoupledDecay: rate must be in 0..., but is inf": { _ = DecoupledDecay.decoupled(.infinity) },
    "IndependentDecay: rate must be in 0 ... 1, but is 2": { _ = IndependentDecay.independent(2) },
    "CorrectedDecay: rate must be in 0..., but is nan": { _ = CorrectedDecay.corrected(.nan) },
    "VanillaDecay: rate must be in 0 ... 1, but is 1.5": { _ = VanillaDecay.vanilla(1.5) },
    "StableWeightDecay: rate must be in 0..., but is -1": { _ = StableWeightDecay.stable(-1) },
    "decayRate: sizes must be above 0, but are 128.0 and 0.0": {
      _ = LinearScaling.decayRate(1, batch: 128, to: 0)
    },
    "learningRate: sizes must be above 0, but are 0.0 and 1.0": {
      _ = LinearScaling.learningRate(1, batch: 0, to: 1)
    },
  ]

  static let partsInsideDecays: Traps = [
    "DecayWindow: steps.lowerBound must be in 1..., but is 0": {
      _ = L2Decay.coupled(1).from(step: 0)
    },
    "CautiousDecay: base must act on the parameters": { _ = L2Decay.coupled(1).cautious },
    "CautiousDecay: base must work element by element": { _ = WholeDecay().cautious },
    "CenteredDecay: base must pull in proportion to the parameter": {
      _ = SignDecay.l1(1).toward(.start)
    },
    "CenteredDecay: base must act on the parameters": {
      _ = L2Decay.coupled(1).toward(.average(beta: 0.9))
    },
    "CenteredDecay: center must be in 0 ..< 1, but is 1": {
      _ = VanillaDecay.vanilla(1).toward(.average(beta: 1))
    },
    "AfterStepDecay: base must act on the parameters": { _ = L2Decay.coupled(1).afterStep },
    "ProximalDecay: base must pull in proportion to the parameter": {
      _ = SignDecay.softThreshold(1).proximal
    },
    "ScheduledDecay: schedule must follow nothing but the number of the step": {
      _ = NoDecay().scheduled(by: ConstantRate.constant(1).reducedOnPlateau())
    },
    "SumOfDecays: both must pull in proportion to the parameter": {
      _ = SignDecay.l1(1).plus(.l2(1))
    },
    "SumOfDecays: second must enter where the first does": {
      _ = VanillaDecay.vanilla(1).plus(.l2(1))
    },
  ]
}

/// A decay that sees whole parameters, as none in this package does.
private struct WholeDecay: DecayPolicy {
  var granularity: Granularity { .parameter }
  static let name = "whole"
  var share: Formula { 0 }
}
