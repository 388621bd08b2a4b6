import Descent

extension TrapTests {
  static let preconditioners: Traps = [
    "RootMeanSquare: beta must be in 0 ..< 1, but is 1": { _ = RootMeanSquare(beta: 1) },
    "RootMeanSquare: correctsBias must be false where centered is true": {
      _ = RootMeanSquare(centered: true)
    },
    "AMSGrad: epsilon must be in 0..., but is -1": { _ = AMSGrad(epsilon: -1) },
    "Adagrad: start must be in 0..., but is inf": { _ = Adagrad(start: .infinity) },
    "Adadelta: epsilon must be greater than 0, but is 0": { _ = Adadelta(epsilon: 0) },
    "InfinityNorm: epsilonOutside must be in 0..., but is nan": {
      _ = InfinityNorm(epsilonOutside: .nan)
    },
    "AdaBelief: epsilonInAverage must be in 0..., but is -1": {
      _ = AdaBelief(epsilonInAverage: -1)
    },
    "Yogi: beta must be in 0 ..< 1, but is -0.1": { _ = Yogi(beta: -0.1) },
    "PartialPower: power must be in 0 ... 0.5, but is 0.6": { _ = PartialPower(power: 0.6) },
    "AdaBound: gamma must be greater than 0, but is 0": { _ = AdaBound(gamma: 0) },
    "QuasiHyperbolicMeanSquare: nu must be in 0 ... 1, but is 2": {
      _ = QuasiHyperbolicMeanSquare(nu: 2)
    },
    "LaggedRootMeanSquare: clipExponent must be in 0..., but is -1": {
      _ = LaggedRootMeanSquare(clipExponent: -1)
    },
    "RunningNorm: beta must be in 0 ..< 1, but is 1": { _ = RunningNorm(beta: 1) },
    "Adafactor: smallestFactored must be in 1..., but is 0": { _ = Adafactor(smallestFactored: 0) },
    "Orthogonalized: iterations must be in 1 ... 100, but is 0": {
      _ = Orthogonalized(iterations: 0)
    },
    "Orthogonalized: coefficients must be finite, but is nan": {
      _ = Orthogonalized(coefficients: [1, .nan, 1])
    },
    "Shampoo: every must be in 1..., but is 0": { _ = Shampoo(every: 0) },
    "Rotated<Identity>: largestBlock must be in 1..., but is 0": {
      _ = Rotated(Identity(), largestBlock: 0)
    },
    "Rectified<RootMeanSquare>: beta must be greater than 0.6, but is 0.5": {
      _ = Rectified(RootMeanSquare(), beta: 0.5, threshold: 4)
    },
    "Rectified<RunningNorm>: base must absorb no decay": {
      _ = Rectified(RunningNorm(), beta: 0.9)
    },
    "TrustRatio<Identity>: coefficient must be greater than 0, but is 0": {
      _ = TrustRatio(Identity(), coefficient: 0)
    },
    "TrustRatio<RunningNorm>: base must absorb no decay": {
      _ = TrustRatio(RunningNorm())
    },
  ]
}
