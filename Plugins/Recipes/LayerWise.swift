public import Optimization
import Storing

extension Composition {
  /// LAMB: Adam whose steps are scaled to the size of each parameter.
  ///
  /// You et al., ICLR 2020, Algorithm 2, <https://arxiv.org/abs/1904.00962>; as in optax: bias corrections,
  /// no global clip, all parameters scaled, the decay inside the trust ratio. timm does not scale parameters
  /// that don't decay (`adaptsWithoutDecay: false`), clips the global norm to 1 by a transform, may limit the
  /// ratio to 1 (`clipsTrust`) and may add gradients up, uncorrected (`averagesGradients: false`); its η is
  /// 1e-3.
  public static func lamb(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-6, correctsBias: Bool = true, averagesGradients: Bool = true,
    clipsTrust: Bool = false, adaptsWithoutDecay: Bool = true,
    decay: any DecayPolicy = .decoupled(0)
  ) -> Composition {
    let scaling = Divided.rootMeanSquare(beta: beta2, epsilon: epsilon, correctsBias: correctsBias)
    return Composition(
      moments: averagesGradients
        ? .exponential(beta: beta1, correctsBias: correctsBias)
        : .heavyBall(beta: beta1),
      preconditioner: scaling.scaledByTrustRatio(
        limit: clipsTrust ? .one : nil, adaptsWithoutDecay: adaptsWithoutDecay),
      decay: decay, schedule: learningRate)
  }

  /// LARS: momentum of gradients that are scaled to the size of each parameter.
  ///
  /// You, Gitman and Ginsburg, 2017, Algorithm 1, <https://arxiv.org/abs/1708.03888>; as in timm: the decay
  /// is inside the trust ratio, whose denominator adds norms, the learning rate is outside the momentum
  /// buffer, the first gradient enters undamped, and with `clipsTrust` the step is at most that of the
  /// learning rate; its η is 1. The paper has the learning rate inside the buffer; optax, too, and takes the
  /// norm of the sum (`sumsNorms: false`).
  public static func lars(
    learningRate: any LearningRateSchedule, momentum: Double = 0.9, dampening: Double = 0,
    nesterov: Bool = false, trustCoefficient: Double = 0.001, epsilon: Double = 1e-8,
    sumsNorms: Bool = true, clipsTrust: Bool = false, adaptsWithoutDecay: Bool = true,
    decay: any DecayPolicy = .decoupled(0)
  ) -> Composition {
    let scaling = Identity().scaledByTrustRatio(
      coefficient: trustCoefficient, epsilon: epsilon, sumsNorms: sumsNorms,
      limit: clipsTrust ? .learningRate : nil, adaptsWithoutDecay: adaptsWithoutDecay)
    return Composition(
      moments: .heavyBall(beta: momentum, dampening: dampening, nesterov: nesterov).after(
        scaling),
      preconditioner: .identity, decay: decay, schedule: learningRate)
  }

  /// NovoGrad: momentum of gradients that are divided by the running norm of each parameter's.
  ///
  /// Ginsburg et al., 2019, Algorithm 1, <https://arxiv.org/abs/1905.11286>; the decay is averaged, too, as
  /// in the paper and optax, unless `absorbsDecay` is false. optax's β₂ is 0.25; timm's η is 1e-3.
  public static func novograd(
    learningRate: any LearningRateSchedule, beta1: Double = 0.95, beta2: Double = 0.98,
    epsilon: Double = 1e-8, averaging: NovoGradAveraging = .sum, absorbsDecay: Bool = true,
    decay: any DecayPolicy = .decoupled(0)
  ) -> Composition {
    let average: any MomentEstimator =
      switch averaging {
      case .sum: .heavyBall(beta: beta1)
      case .averageFromFirst: .heavyBall(beta: beta1, dampening: beta1)
      case .averageFromZero: .exponential(beta: beta1, correctsBias: false)
      }
    return Composition(
      moments: average.after(
        .runningNorm(beta: beta2, epsilon: epsilon, absorbsDecay: absorbsDecay)),
      preconditioner: .identity, decay: decay, schedule: learningRate)
  }
}

/// How NovoGrad's momentum gathers scaled gradients u.
public enum NovoGradAveraging: String, Sendable, Hashable, Codable, CaseIterable {
  /// m ← β₁ m + u: the paper, optax.
  case sum

  /// m ← β₁ m + (1 − β₁) u from 0: timm with gradient averaging.
  case averageFromZero

  /// m ← β₁ m + (1 − β₁) u from the first u: pytorch_optimizer with gradient averaging.
  case averageFromFirst
}

extension Catalogue {
  /// The named optimizers that scale whole layers, each with the learning rate of its source.
  static let layerWise = [
    Recipe("lamb", 1e-3, source: "You et al., 2020, Algorithm 2; optax, timm") {
      .lamb(learningRate: $0)
    },
    Recipe("lars", 1, source: "You, Gitman and Ginsburg, 2017; timm") { .lars(learningRate: $0) },
    Recipe("novograd", 1e-3, source: "Ginsburg et al., 2019, Algorithm 1; timm") {
      .novograd(learningRate: $0)
    },
  ]
}
