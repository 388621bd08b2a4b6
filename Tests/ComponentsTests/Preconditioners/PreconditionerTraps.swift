import Descent

extension TrapTests {
  static let preconditioners: Traps = [
    "DecayInScale: base must work element by element": {
      _ = Orthogonalized.orthogonalized().measuringDecay()
    },
    "DecayBeforeScaling: base must absorb no decay": {
      _ = Divided.rootMeanSquare(beta: 0.9).scalingDecay().scalingDecay()
    },
    "SeparateDecay: epsilon must be greater than 0, but is 0": {
      _ = Divided.rootMeanSquare(beta: 0.9).separatingDecay(epsilon: 0)
    },
    "DualAveraged: beta must be in 0 ..< 1, but is 1": { _ = DualAveraged.dualAveraged(beta: 1) },
    "Resilient: high must be in 1..., but is 0": { _ = Resilient.resilient(low: 1, high: 0) },
    "CoinBetting: epsilon must be greater than 0, but is 0": {
      _ = CoinBetting.coinBetting(epsilon: 0)
    },
    "Rotated: base must look at gradients alone": { _ = DualAveraged.dualAveraged().rotated() },
    "MeanSquare: beta must be in 0 ..< 1, but is 1": { _ = Divided.rootMeanSquare(beta: 1) },
    "rootMeanSquare: nothing is corrected where centered is true": {
      _ = Divided.rootMeanSquare(centered: true)
    },
    "Root: epsilon must be in 0..., but is -1": { _ = Divided.amsgrad(epsilon: -1) },
    "SumOfSquares: start must be in 0..., but is inf": { _ = Divided.adagrad(start: .infinity) },
    "Adadelta: epsilon must be greater than 0, but is 0": { _ = Adadelta.adadelta(epsilon: 0) },
    "Magnitude: epsilonOutside must be in 0..., but is nan": {
      _ = Divided.infinityNorm(epsilonOutside: .nan)
    },
    "Surprise: epsilonInAverage must be in 0..., but is -1": {
      _ = Divided.adabelief(epsilonInAverage: -1)
    },
    "EvenMeanSquare: beta must be in 0 ..< 1, but is -0.1": { _ = Divided.yogi(beta: -0.1) },
    "RootPower: power must be in 0 ... 0.5, but is 0.6": { _ = Divided.partialPower(0.6) },
    "ClosingBounds: gamma must be greater than 0, but is 0": { _ = Divided.adabound(gamma: 0) },
    "MixedSquare: nu must be in 0 ... 1, but is 2": {
      _ = Divided.quasiHyperbolic(nu: 2)
    },
    "DistanceRoot: epsilon must be in 0..., but is -1": {
      _ = Divided.divided(by: .distanceRoot(epsilon: -1), keeping: .mean())
    },
    "FlooredRoot: clipExponent must be in 0..., but is -1": {
      _ = Divided.laggedRootMeanSquare(clipExponent: -1)
    },
    "Divided: divisor must take sizes": {
      _ = Divided.divided(by: .root(), keeping: .fadingMaximum())
    },
    "Divided: divisor must take squares": {
      _ = Divided.divided(by: .magnitude(), keeping: .mean())
    },
    "RunningMaximum: base must not lag": { _ = LaggedMeanSquare.laggedMean().runningMaximum() },
    "RunningMaximum: base must keep no maximum itself": {
      _ = MeanSquare.mean().runningMaximum().runningMaximum()
    },
    "RunningMaximum: correctsFirst must be false where there is nothing to correct": {
      _ = SumOfSquares.sum().runningMaximum(correctsFirst: true)
    },
    "Variance: beta must be in 0 ..< 1, but is 1": { _ = Variance.variance(beta: 1) },
    "LaggedMeanSquare: beta must be in 0 ..< 1, but is 1": {
      _ = LaggedMeanSquare.laggedMean(beta: 1)
    },
    "FadingMaximum: epsilon must be in 0..., but is -1": {
      _ = FadingMaximum.fadingMaximum(epsilon: -1)
    },
    "RunningNorm: beta must be in 0 ..< 1, but is 1": { _ = RunningNorm.runningNorm(beta: 1) },
    "Adafactor: smallestFactored must be in 1..., but is 0": {
      _ = Adafactor.adafactor(smallestFactored: 0)
    },
    "Orthogonalized: iterations must be in 1 ... 100, but is 0": {
      _ = Orthogonalized.orthogonalized(iterations: 0)
    },
    "Orthogonalized: coefficients must be finite, but is nan": {
      _ = Orthogonalized.orthogonalized(coefficients: [1, .nan, 1])
    },
    "Shampoo: every must be in 1..., but is 0": { _ = Shampoo.shampoo(every: 0) },
    "Rotated: largestBlock must be in 1..., but is 0": {
      _ = Identity().rotated(largestBlock: 0)
    },
    "Rectified: beta must be greater than 0.6, but is 0.5": {
      _ = Divided.rootMeanSquare().rectified(beta: 0.5, threshold: 4)
    },
    "Rectified: base must absorb no decay": {
      _ = RunningNorm.runningNorm().rectified(beta: 0.9)
    },
    "TrustRatio: coefficient must be greater than 0, but is 0": {
      _ = Identity().scaledByTrustRatio(coefficient: 0)
    },
    "TrustRatio: base must absorb no decay": {
      _ = RunningNorm.runningNorm().scaledByTrustRatio()
    },
  ]
}
