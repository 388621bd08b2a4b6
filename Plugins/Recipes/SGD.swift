public import Optimization
import Storing

extension Composition {
  /// Stochastic gradient descent, plain or with momentum.
  ///
  /// Robbins and Monro, 1951; the convention of PyTorch: the learning rate is outside the momentum
  /// buffer, and the first gradient enters undamped. The SWD authors' η is 0.1.
  public static func sgd(
    learningRate: any LearningRateSchedule, momentum: Double = 0, dampening: Double = 0,
    nesterov: Bool = false, decay: any DecayPolicy = .none
  ) -> Composition {
    let isPlain = momentum == 0 && dampening == 0 && !nesterov
    return Composition(
      moments: isPlain
        ? .gradient : .heavyBall(beta: momentum, dampening: dampening, nesterov: nesterov),
      preconditioner: .identity, decay: decay, schedule: learningRate)
  }

  /// Stochastic gradient descent with decoupled weight decay λ per unit of learning rate, in `0...`.
  ///
  /// Loshchilov and Hutter, 2019, Algorithm 1, <https://arxiv.org/abs/1711.05101>; the decay follows the
  /// whole learning rate, as in PyTorch.
  public static func sgdw(
    learningRate: any LearningRateSchedule, momentum: Double = 0.9, dampening: Double = 0,
    nesterov: Bool = false, weightDecay: Double = 5e-4
  ) -> Composition {
    sgd(
      learningRate: learningRate, momentum: momentum, dampening: dampening, nesterov: nesterov,
      decay: .decoupled(weightDecay))
  }

  /// Stochastic gradient descent with stable weight decay λ, in `0...`.
  ///
  /// Xie et al., NeurIPS 2023, <https://arxiv.org/abs/2011.11152>, and the authors' code; their λ is 5e-4.
  public static func sgds(
    learningRate: any LearningRateSchedule, momentum: Double = 0.9, dampening: Double = 0,
    nesterov: Bool = false, weightDecay: Double = 5e-4
  ) -> Composition {
    sgd(
      learningRate: learningRate, momentum: momentum, dampening: dampening, nesterov: nesterov,
      decay: .stable(weightDecay))
  }

  /// Gradient descent along the average of several momentum buffers: AggMo.
  ///
  /// Lucas, Sun, Zemel and Grosse, ICLR 2019, equation 4, <https://arxiv.org/abs/1804.00325>; the authors'
  /// η is 0.01.
  public static func aggmo(
    learningRate: any LearningRateSchedule, betas: [Double] = [0, 0.9, 0.99],
    decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: .aggregated(betas: betas), preconditioner: .identity, decay: decay,
      schedule: learningRate)
  }

  /// Gradient descent along a mean of the gradient and its average: QHM.
  ///
  /// Ma and Yarats, 2019, Algorithm 1, <https://arxiv.org/abs/1810.06801>; the average starts at 0,
  /// uncorrected. The source's η is 1.
  public static func qhm(
    learningRate: any LearningRateSchedule, beta: Double = 0.999, nu: Double = 0.7,
    decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: .quasiHyperbolic(beta: beta, nu: nu), preconditioner: .identity, decay: decay,
      schedule: learningRate)
  }

  /// Momentum with an inertia of each element's own: Adai.
  ///
  /// Xie, Wang, Zhang, Sato and Sugiyama, ICML 2022, Algorithm 2, <https://arxiv.org/abs/2006.15815>, and
  /// the authors' code; they advise ten times the η of SGD with momentum.
  public static func adai(
    learningRate: any LearningRateSchedule, beta0: Double = 0.1, beta2: Double = 0.99,
    epsilon: Double = 1e-3, decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: .adaptiveInertia(beta0: beta0, beta2: beta2, epsilon: epsilon),
      preconditioner: .identity, decay: decay, schedule: learningRate)
  }

  /// Adai with stable weight decay λ, which is decoupled here, since nothing but η scales a step.
  ///
  /// The SWD authors' code calls it AdaiS, the source AdaiW; their λ is 5e-4.
  public static func adais(
    learningRate: any LearningRateSchedule, beta0: Double = 0.1, beta2: Double = 0.99,
    epsilon: Double = 1e-3, weightDecay: Double = 5e-4
  ) -> Composition {
    adai(
      learningRate: learningRate, beta0: beta0, beta2: beta2, epsilon: epsilon,
      decay: .stable(weightDecay))
  }
}

extension Catalogue {
  /// The named optimizers of momentum, each with the learning rate of its source.
  static let descents = [
    Recipe("sgd", 0.1, source: "Robbins and Monro, 1951; PyTorch") { .sgd(learningRate: $0) },
    Recipe("sgdw", 0.1, source: "Loshchilov and Hutter, 2019, Algorithm 1") {
      .sgdw(learningRate: $0)
    },
    Recipe("sgds", 0.1, source: "Xie et al., 2023; the authors' code") { .sgds(learningRate: $0) },
    Recipe("aggmo", 0.01, source: "Lucas, Sun, Zemel and Grosse, 2019, equation 4") {
      .aggmo(learningRate: $0)
    },
    Recipe("qhm", 1, source: "Ma and Yarats, 2019, Algorithm 1; the authors' code") {
      .qhm(learningRate: $0)
    },
    Recipe("adai", 1, source: "Xie, Wang, et al., 2022, Algorithm 2; the authors' code") {
      .adai(learningRate: $0)
    },
    Recipe("adais", 1, aliases: ["adaiw"], source: "Xie et al., 2023; the authors' code") {
      .adais(learningRate: $0)
    },
  ]
}
