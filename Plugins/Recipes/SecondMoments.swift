public import Optimization
import Storing

extension Composition {
  /// Adagrad: each coordinate divided by the root of the sum of its squared gradients.
  ///
  /// Duchi, Hazan and Singer, JMLR 2011, Figure 1, <https://jmlr.org/papers/v12/duchi11a.html>; start and ε
  /// as in PyTorch, whose `lr_decay` is `.inverseTime`, whose decay is `.coupled` and whose η is 0.01.
  /// optax is `start: 0.1, epsilon: 0, epsilonInRoot: 1e-7`.
  public static func adagrad(
    learningRate: any LearningRateSchedule, start: Double = 0, epsilon: Double = 1e-10,
    epsilonInRoot: Double = 0, decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: .gradient,
      preconditioner: .adagrad(start: start, epsilon: epsilon, epsilonInRoot: epsilonInRoot),
      decay: decay, schedule: learningRate)
  }

  /// Adadelta: steps in the units of the parameters.
  ///
  /// Zeiler, 2012, Algorithm 1, <https://arxiv.org/abs/1212.5701>; ε is inside both roots, as in the paper,
  /// PyTorch and optax. PyTorch decays by `.coupled`. The paper's η is 1.
  public static func adadelta(
    learningRate: any LearningRateSchedule, rho: Double = 0.9, epsilon: Double = 1e-6,
    decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: .gradient, preconditioner: .adadelta(rho: rho, epsilon: epsilon), decay: decay,
      schedule: learningRate)
  }

  /// RMSprop, with all conventions.
  ///
  /// Tieleman and Hinton, 2012; centered Graves, 2013, <https://arxiv.org/abs/1308.0850>; the defaults are
  /// PyTorch's: ε outside the root, the mean uncorrected from 0, the learning rate outside the momentum
  /// buffer, η 0.01. optax has ε inside the root and the learning rate inside the buffer; TensorFlow has
  /// that, too, and starts the mean at 1. A centered mean is never corrected.
  public static func rmsprop(
    learningRate: any LearningRateSchedule, beta: Double = 0.99, epsilon: Double = 1e-8,
    epsilonInRoot: Double = 0, correctsBias: Bool = false, centered: Bool = false,
    start: Double = 0, momentum: Double = 0, nesterov: Bool = false, rateInside: Bool = false,
    decay: any DecayPolicy = .none
  ) -> Composition {
    let scaling = Divided.rootMeanSquare(
      beta: beta, epsilon: epsilon, epsilonInRoot: epsilonInRoot, correctsBias: correctsBias,
      centered: centered, start: start)
    guard momentum > 0 else {
      return Composition(
        moments: .gradient, preconditioner: scaling, decay: decay, schedule: learningRate)
    }
    return Composition(
      moments: .heavyBall(beta: momentum, nesterov: nesterov, rateInside: rateInside)
        .after(scaling),
      preconditioner: .identity, decay: decay, schedule: learningRate)
  }

  /// Yogi: Adam whose second moment changes in even steps.
  ///
  /// Zaheer et al., NeurIPS 2018, Algorithm 2,
  /// <https://papers.nips.cc/paper/8186-adaptive-methods-for-nonconvex-optimization>; both moments are
  /// corrected for their start, as in optax, which begins the first one at `start`, too. The paper has no
  /// correction; its η is 0.01.
  public static func yogi(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-3, start: Double = 1e-6, momentStart: Double = 0,
    correctsBias: Bool = true, decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: .exponential(beta: beta1, correctsBias: correctsBias, start: momentStart),
      preconditioner: .yogi(
        beta: beta2, epsilon: epsilon, start: start, correctsBias: correctsBias),
      decay: decay, schedule: learningRate)
  }

  /// AdaBelief: Adam that divides by how far gradients are from their average.
  ///
  /// Zhuang et al., NeurIPS 2020, Algorithm 2, <https://arxiv.org/abs/2010.07468>; ε is added to the
  /// average at every step (`epsilonInAverage`; left out, ε), where it stays, and to the root, as in the
  /// paper, its code and timm. The authors' code rectifies the steps as RAdam's by default; ε then stands
  /// beside the uncorrected root. It decays by `.decoupled`; its η is 1e-3.
  public static func adabelief(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-16, epsilonInAverage: Double? = nil, rectified: Bool = false,
    decay: any DecayPolicy = .none
  ) -> Composition {
    let belief = Divided.adabelief(
      beta: beta2, epsilon: epsilon, epsilonInAverage: epsilonInAverage ?? epsilon,
      correctsEpsilon: rectified)
    return Composition(
      moments: .exponential(beta: beta1),
      preconditioner: rectified ? belief.rectified(beta: beta2) : belief,
      decay: decay, schedule: learningRate)
  }

  /// AdaBound, or with the maximum AMSBound: Adam within bounds that turn it into momentum.
  ///
  /// Luo et al., ICLR 2019, Algorithms 2 and 3, <https://arxiv.org/abs/1902.09843>; bias corrections,
  /// bounds that follow the schedule, and ε beside the root of the uncorrected mean as in the authors'
  /// code. `finalScale` is its `final_lr` over its `lr`. It decays by `.coupled`, or by `.decoupled` as
  /// adaboundw; its η is 1e-3.
  public static func adabound(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    finalScale: Double = 100, gamma: Double = 1e-3, epsilon: Double = 1e-8,
    keepsMaximum: Bool = false, decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: .exponential(beta: beta1),
      preconditioner: .adabound(
        beta: beta2, epsilon: epsilon, finalScale: finalScale, gamma: gamma,
        keepsMaximum: keepsMaximum),
      decay: decay, schedule: learningRate)
  }

  /// Padam: AMSGrad with a smaller power of the second moment.
  ///
  /// Chen et al., IJCAI 2020, Algorithm 1, <https://arxiv.org/abs/1806.06763>; bias corrections and ε as in
  /// the authors' code, which decays by `.coupled`. The paper has neither:
  /// `correctsBias: false, epsilon: 0`. Its η is 0.1.
  public static func padam(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    power: Double = 0.125, epsilon: Double = 1e-8, keepsMaximum: Bool = true,
    correctsBias: Bool = true, decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: .exponential(beta: beta1, correctsBias: correctsBias),
      preconditioner: .partialPower(
        power, beta: beta2, epsilon: epsilon, keepsMaximum: keepsMaximum,
        correctsBias: correctsBias),
      decay: decay, schedule: learningRate)
  }
}

extension Catalogue {
  /// The named optimizers of another second moment, each with the learning rate of its source.
  static let secondMoments = [
    Recipe("adagrad", 0.01, source: "Duchi, Hazan and Singer, 2011; PyTorch") {
      .adagrad(learningRate: $0)
    },
    Recipe("adadelta", 1, source: "Zeiler, 2012; PyTorch") { .adadelta(learningRate: $0) },
    Recipe("rmsprop", 0.01, source: "Tieleman and Hinton, 2012; PyTorch") {
      .rmsprop(learningRate: $0)
    },
    Recipe("yogi", 0.01, source: "Zaheer et al., 2018; optax") { .yogi(learningRate: $0) },
    Recipe("adabelief", 1e-3, source: "Zhuang et al., 2020; optax") {
      .adabelief(learningRate: $0)
    },
    Recipe("adabound", 1e-3, source: "Luo, Xiong, Liu and Sun, 2019; the authors' code") {
      .adabound(learningRate: $0)
    },
    Recipe("padam", 0.1, source: "Chen et al., 2020; the authors' code") {
      .padam(learningRate: $0)
    },
  ]
}
