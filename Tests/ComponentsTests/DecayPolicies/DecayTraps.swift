import Descent

extension TrapTests {
  static let decays: Traps = [
    "L2Decay: rate must be in 0..., but is -1": { _ = L2Decay(rate: -1) },
    "SignDecay: rate must be in 0..., but is -1": { _ = SignDecay(rate: -1) },
    "DecoupledDecay: rate must be in 0..., but is inf": { _ = DecoupledDecay(rate: .infinity) },
    "IndependentDecay: rate must be in 0 ... 1, but is 2": { _ = IndependentDecay(rate: 2) },
    "CorrectedDecay: rate must be in 0..., but is nan": { _ = CorrectedDecay(rate: .nan) },
    "VanillaDecay: rate must be in 0 ... 1, but is 1.5": { _ = VanillaDecay(rate: 1.5) },
    "StableWeightDecay: rate must be in 0..., but is -1": { _ = StableWeightDecay(rate: -1) },
    "decayRate: sizes must be above 0, but are 128.0 and 0.0": {
      _ = LinearScaling.decayRate(1, batch: 128, to: 0)
    },
    "learningRate: sizes must be above 0, but are 0.0 and 1.0": {
      _ = LinearScaling.learningRate(1, batch: 0, to: 1)
    },
  ]

  static let partsInsideDecays: Traps = [
    "DecayWindow: steps.lowerBound must be in 1..., but is 0": {
      _ = L2Decay(rate: 1).from(step: 0)
    },
    "CautiousDecay: base must act on the parameters": { _ = L2Decay(rate: 1).cautious },
    "CautiousDecay: base must work element by element": { _ = WholeDecay().cautious },
    "CenteredDecay: base must pull in proportion to the parameter": {
      _ = SignDecay(rate: 1).toward(.start)
    },
    "CenteredDecay: base must act on the parameters": {
      _ = L2Decay(rate: 1).toward(.average(beta: 0.9))
    },
    "CenteredDecay: center must be in 0 ..< 1, but is 1": {
      _ = VanillaDecay(rate: 1).toward(.average(beta: 1))
    },
    "AfterStepDecay: base must act on the parameters": { _ = L2Decay(rate: 1).afterStep },
    "ProximalDecay: base must pull in proportion to the parameter": {
      _ = SignDecay(rate: 1, entry: .parameters).proximal
    },
    "ScheduledDecay: schedule must follow nothing but the number of the step": {
      _ = NoDecay().scheduled(by: ConstantRate(1).reducedOnPlateau())
    },
    "SumOfDecays: both must pull in proportion to the parameter": {
      _ = SignDecay(rate: 1).plus(.l2(1))
    },
    "SumOfDecays: second must enter where the first does": {
      _ = VanillaDecay(rate: 1).plus(.l2(1))
    },
  ]
}

/// A decay that sees whole parameters, as none in this package does.
private struct WholeDecay: DecayPolicy {
  var granularity: Granularity { .parameter }
  static let name = "whole"
  var share: Formula { 0 }
}
