import Descent

extension TrapTests {
  static let schedules: Traps = [
    "ConstantRate: learningRate must be in 0..., but is -1": { _ = ConstantRate.constant(-1) },
    "LinearDecay: steps must be in 1..., but is 0": { _ = LinearDecay.linear(from: 1, steps: 0) },
    "PolynomialDecay: power must be greater than 0, but is 0": {
      _ = PolynomialDecay.polynomial(peak: 1, steps: 1, power: 0)
    },
    "CosineDecay: end must be in 0 ... 1, but is 2": {
      _ = CosineDecay.cosine(peak: 1, steps: 9, end: 2)
    },
    "CosineRestarts: multiplier must be in 1..., but is 0": {
      _ = CosineRestarts.cosineRestarts(peak: 1, steps: 9, multiplier: 0)
    },
    "ExponentialDecay: steps must be in 1..., but is 0": {
      _ = ExponentialDecay.exponential(peak: 1, factor: 0.5, every: 0)
    },
    "MultiStepDecay: milestones must be in 1..., but is 0": {
      _ = MultiStepDecay.multiStep(peak: 1, factor: 0.5, after: [3, 0])
    },
    "InverseTime: decay must be in 0..., but is -1": {
      _ = InverseTime.inverseTime(peak: 1, rate: -1)
    },
    "InverseSquareRoot: warmUp must be in 1..., but is 0": {
      _ = InverseSquareRoot.inverseSquareRoot(peak: 1, warmUp: 0)
    },
    "OneCycle: fall must be greater than 0, but is 0": {
      _ = OneCycle.oneCycle(peak: 1, rise: 1, fall: 0)
    },
    "CyclicRate: low must be in 0 ... 1, but is 2": {
      _ = CyclicRate.cyclic(from: 2, to: 1, up: 1, down: 1)
    },
    "WarmUpStableDecay: decay must be in 1..., but is 0": {
      _ = WarmUpStableDecay.warmUpStableDecay(peak: 1, warmUp: 1, stable: 1, decay: 0)
    },
    "PiecewiseRate: points must not be empty": { _ = PiecewiseRate.piecewise([:]) },
    "PiecewiseRate: points must have ever later steps, counted from 1": {
      _ = PiecewiseRate.piecewise([2: 1, 2: 0])
    },
    "DistanceOverGradients: initialDistance must be greater than 0, but is 0": {
      _ = ConstantRate.constant(1).distanceOverGradients(initialDistance: 0)
    },
    "PolyakRate: lowest must be finite, but is inf": {
      _ = ConstantRate.constant(1).polyak(lowest: .infinity)
    },
    "MomoRate: beta must be in 0 ..< 1, but is 1": {
      _ = ConstantRate.constant(1).momoRate(beta: 1)
    },
    "ProdigyRate: growth must be in 1..., but is 0": {
      _ = ConstantRate.constant(1).prodigyRate(growth: 0)
    },
    "DAdaptedRate: growth must be in 1..., but is 0": {
      _ = ConstantRate.constant(1).dAdaptedRate(growth: 0)
    },
    "DAdaptedAdamRate: epsilon must be greater than 0, but is 0": {
      _ = ConstantRate.constant(1).dAdaptedAdamRate(epsilon: 0)
    },
    "WarmUp: base must follow nothing but the number of the step":
      { _ = ConstantRate.constant(1).distanceOverGradients().warmedUp(for: 3) },
    "ListedRates: rates must not be empty": { _ = ListedRates.list([]) },
    "ListedRates: rates must be in 0..., but is -1": { _ = ListedRates.list([1, -1]) },
  ]

  static let schedulesInsideSchedules: Traps = [
    "WarmUp: steps must be in 1..., but is 0": {
      _ = ConstantRate.constant(1).warmedUp(for: 0)
    },
    "RectifiedWarmUp: threshold must be in 4..., but is 3": {
      _ = ConstantRate.constant(1).warmedUp(rectifying: 0.9, threshold: 3)
    },
    "ClampedSchedule: high must be in 0..., but is inf": {
      _ = ConstantRate.constant(1).clamped(to: 0...(.infinity))
    },
    "ClampedSchedule: low must be in 0..., but is -1": {
      _ = ConstantRate.constant(1).clamped(to: (-1)...)
    },
    "ShiftedSchedule: learningRate must be in 0..., but is -2": {
      _ = try unjudged(#"{"learningRate": -2}"#, as: ConstantRate.self).shifted(by: 1)
    },
    "RepeatedSchedule: steps must be in 1..., but is 0": {
      _ = ConstantRate.constant(1).repeated(every: 0)
    },
    "PlateauReduction: patience must be in 0..., but is -1": {
      _ = ConstantRate.constant(1).reducedOnPlateau(patience: -1)
    },
    "PlateauReduction: base must follow nothing but the number of the step": {
      _ = ConstantRate.constant(1).reducedOnPlateau().reducedOnPlateau()
    },
    "ProductOfSchedules: second must follow nothing but the number of the step":
      { _ = ConstantRate.constant(1).times(ConstantRate.constant(1).reducedOnPlateau()) },
    "JoinedSchedules: step must be in 1..., but is 0": {
      _ = ConstantRate.constant(1).then(.constant(2), from: 0)
    },
    "ProductOfSchedules: learningRate must be in 0..., but is -2": {
      _ = ConstantRate.constant(1).times(
        try unjudged(#"{"learningRate": -2}"#, as: ConstantRate.self))
    },
  ]
}
