import Descent

/// The gradient, with a gain that measures.
private struct MeasuringGain: MomentEstimator {
  static let name = "measuringGain"
  var lines: [Assignment] { [.d ← .g] }
  var gain: Formula? { .mean("m") }
  func pass(at step: StepContext) -> any MomentPass { Gradient().pass(at: step) }
}

extension TrapTests {
  static let moments: Traps = [
    "DecayInAverage: base must measure no gradients": { _ = MeasuringGain().withDecay() },
    "DecayInAverage: base must absorb no decay": {
      _ = ExponentialAverage.exponential(beta: 0.9).withDecay().withDecay()
    },
    "OptimisticGradient: alpha must be greater than 0, but is 0": {
      _ = OptimisticGradient.optimistic(alpha: 0)
    },
    "HeavyBall: beta must be in 0 ..< 1, but is 1": { _ = HeavyBall.heavyBall(beta: 1) },
    "HeavyBall: dampening must be 0 in Nesterov's form and without momentum": {
      _ = HeavyBall.heavyBall(beta: 0.9, dampening: 0.5, nesterov: true)
    },
    "AggregatedMomentum: betas must be in 0 ..< 1, but is 1.5": {
      _ = AggregatedMomentum.aggregated(betas: [0.5, 1.5])
    },
    "AggregatedMomentum: betas must hold at least one share": {
      _ = AggregatedMomentum.aggregated(betas: [])
    },
    "ExponentialAverage: start must be finite, but is inf": {
      _ = ExponentialAverage.exponential(start: .infinity)
    },
    "NesterovAverage: dip must be in 0 ... 1, but is 2": {
      _ = NesterovAverage.nesterovAverage(dip: 2)
    },
    "QuasiHyperbolicAverage: nu must be in 0..., but is -1": {
      _ = QuasiHyperbolicAverage.quasiHyperbolic(nu: -1)
    },
    "InterpolatedAverage: beta2 must be in 0 ..< 1, but is 1": {
      _ = InterpolatedAverage.interpolated(beta2: 1)
    },
    "TwoAverages: warmUp must be in 0..., but is -1": { _ = TwoAverages.twoAverages(warmUp: -1) },
    "DifferenceAverage: beta1 must be in 0 ..< 1, but is -0.5": {
      _ = DifferenceAverage.differenceAverage(beta1: -0.5)
    },
    "AdaptiveInertia: epsilon must be in 0 ... 1, but is 2": {
      _ = AdaptiveInertia.adaptiveInertia(epsilon: 2)
    },
    "AfterScaling: betas must be in 0 ..< 1, but is 3": {
      _ = try unjudged(#"{"betas": [3]}"#, as: AggregatedMomentum.self).after(.identity)
    },
    "AfterScaling: average must measure no gradients": {
      _ = AdaptiveInertia.adaptiveInertia().after(.identity)
    },
    "AfterScaling: average must work element by "
      + "element": { _ = Gradient().after(.orthogonalized()).after(.identity) },
    "LateStart: first must be in 1..., but is 0": { _ = Gradient().starting(at: 0) },
  ]
}
