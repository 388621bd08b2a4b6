public import Optimization
import Storing

// Named optimizers that find their learning rate on the way; `learningRate` is what it is multiplied by,
// over time, and 1 in the sources.
extension Composition {
  /// DoG: descent at the distance from the start over the root of all squared gradients.
  ///
  /// Ivgi, Hinder and Carmon, 2023, Algorithm 1, <https://arxiv.org/abs/2302.12022>, group by group as in
  /// the authors' code.
  public static func dog(
    learningRate: any LearningRateSchedule, initialDistance: Double = 1e-6, epsilon: Double = 1e-8,
    decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: .gradient, preconditioner: .identity, decay: decay,
      schedule: learningRate.distanceOverGradients(
        initialDistance: initialDistance, epsilon: epsilon))
  }

  /// DoWG: DoG with gradients that count in proportion to the distance at which they were met.
  ///
  /// Khaled, Mishchenko and Jin, 2023, Algorithm 1, <https://arxiv.org/abs/2305.16284>; for the other
  /// parameters, `dog`.
  public static func dowg(
    learningRate: any LearningRateSchedule, initialDistance: Double = 1e-6, epsilon: Double = 1e-8,
    decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: .gradient, preconditioner: .identity, decay: decay,
      schedule: learningRate.distanceOverGradients(
        initialDistance: initialDistance, epsilon: epsilon, weighsByDistance: true))
  }

  /// Descent at Polyak's step, from the loss that `Optimizer.observe(metric:)` reports before each step.
  ///
  /// Loizou et al., 2021, equation 6, <https://arxiv.org/abs/2002.10542>.
  public static func polyak(
    learningRate: any LearningRateSchedule, lowest: Double = 0, largest: Double = 1,
    epsilon: Double = 0, decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: .gradient, preconditioner: .identity, decay: decay,
      schedule: learningRate.polyak(lowest: lowest, largest: largest, epsilon: epsilon))
  }

  /// MoMo: momentum at a step that the loss of each batch limits.
  ///
  /// Schaipp et al., 2024, Algorithm 1, <https://arxiv.org/abs/2305.07583>; the loss is reported before each
  /// step by `Optimizer.observe(metric:)`.
  public static func momo(
    learningRate: any LearningRateSchedule, beta: Double = 0.9, lowest: Double = 0,
    decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: .heavyBall(beta: beta, dampening: beta), preconditioner: .identity, decay: decay,
      schedule: learningRate.momoRate(beta: beta, lowest: lowest))
  }

  /// Prodigy: Adam at a distance that is estimated from its own gradients.
  ///
  /// Mishchenko and Defazio, 2023, Algorithm 4, <https://arxiv.org/abs/2306.06101>, as in the authors'
  /// code without corrections of the start.
  public static func prodigy(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, initialDistance: Double = 1e-6, coefficient: Double = 1,
    growth: Double = 1e30, safeguardsWarmUp: Bool = false, decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      transforms: [.scaledByDistance], moments: .exponential(beta: beta1, correctsBias: false),
      preconditioner: .divided(by: .distanceRoot(epsilon: epsilon), keeping: .mean(beta: beta2)),
      decay: decay,
      schedule: learningRate.prodigyRate(
        beta: beta2.squareRoot(), initialDistance: initialDistance, coefficient: coefficient,
        growth: growth, safeguardsWarmUp: safeguardsWarmUp))
  }

  /// D-Adaptation for descent with momentum.
  ///
  /// Defazio and Mishchenko, 2023, Algorithm 4, <https://arxiv.org/abs/2301.07733>, as in the authors'
  /// code.
  public static func dadaptSGD(
    learningRate: any LearningRateSchedule, momentum: Double = 0, initialDistance: Double = 1e-6,
    growth: Double = 1e30, decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: .exponential(beta: momentum, correctsBias: false, weighsByRate: true),
      preconditioner: .identity, decay: decay,
      schedule: learningRate.dAdaptedRate(initialDistance: initialDistance, growth: growth))
  }

  /// D-Adaptation for Adam.
  ///
  /// Defazio and Mishchenko, 2023, Algorithm 5, <https://arxiv.org/abs/2301.07733>, as in the authors'
  /// code without corrections of the start.
  public static func dadaptAdam(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, initialDistance: Double = 1e-6, growth: Double = 1e30,
    decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: .exponential(beta: beta1, correctsBias: false, weighsByRate: true),
      preconditioner: .rootMeanSquare(beta: beta2, epsilon: epsilon, correctsBias: false),
      decay: decay,
      schedule: learningRate.dAdaptedAdamRate(
        beta: beta2, epsilon: epsilon, initialDistance: initialDistance, growth: growth))
  }
}

extension Catalogue {
  /// The named optimizers that find their learning rate, each with the learning rate of its source.
  static let distances = [
    Recipe("dog", 1, source: "Ivgi, Hinder and Carmon, 2023, Algorithm 1; the authors' code") {
      .dog(learningRate: $0)
    },
    Recipe("dowg", 1, source: "Khaled, Mishchenko and Jin, 2023, Algorithm 1") {
      .dowg(learningRate: $0)
    },
    Recipe("polyak", 1, source: "Polyak, 1987; Loizou et al., 2021, equation 6") {
      .polyak(learningRate: $0)
    },
    Recipe("momo", 1, source: "Schaipp et al., 2024, Algorithm 1; optax") {
      .momo(learningRate: $0)
    },
    Recipe("prodigy", 1, source: "Mishchenko and Defazio, 2023, Algorithm 4; the authors' code") {
      .prodigy(learningRate: $0)
    },
    Recipe("dadaptSGD", 1, source: "Defazio and Mishchenko, 2023, Algorithm 4; the authors' code") {
      .dadaptSGD(learningRate: $0)
    },
    Recipe("dadaptAdam", 1, source: "Defazio and Mishchenko, 2023, Algorithm 5; the authors' code")
    {
      .dadaptAdam(learningRate: $0)
    },
  ]
}
