public import Optimization

// Named optimizers that find their learning rate on the way; what they are given is multiplied by it, and
// 1 in the sources.
extension Composition {
  /// DoG: descent at the distance from the start over the root of all squared gradients.
  ///
  /// Ivgi, Hinder and Carmon, 2023, Algorithm 1, <https://arxiv.org/abs/2302.12022>, group by group as in
  /// the authors' code.
  ///
  /// - Parameters:
  ///   - learningRate: what the rate is multiplied by, over time.
  ///   - initialDistance: the distance before the first step, relative to 1 + ‖θ₀‖, above 0.
  ///   - epsilon: ε, beside the sum of squared gradients, in `0...`.
  ///   - decay: the decay policy.
  /// - Returns: the composition.
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
  ///
  /// - Parameters:
  ///   - learningRate: what the rate is multiplied by, over time.
  ///   - initialDistance: the distance before the first step, relative to 1 + ‖θ₀‖, above 0.
  ///   - epsilon: ε, beside the sum of squared gradients, in `0...`.
  ///   - decay: the decay policy.
  /// - Returns: the composition.
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
  ///
  /// - Parameters:
  ///   - learningRate: what the rate is multiplied by, over time.
  ///   - lowest: the lowest loss there is, or a guess.
  ///   - largest: the largest step before it is multiplied, in `0...`.
  ///   - epsilon: ε, beside the squared gradient norm, in `0...`.
  ///   - decay: the decay policy.
  /// - Returns: the composition.
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
  ///
  /// - Parameters:
  ///   - learningRate: the largest rate, over time; 1 in the source.
  ///   - beta: the share of the averages that is kept, in `0 ..< 1`.
  ///   - lowest: the lowest loss there is, or a guess.
  ///   - decay: the decay policy.
  /// - Returns: the composition.
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
  ///
  /// - Parameters:
  ///   - learningRate: what the rate is multiplied by, over time.
  ///   - beta1: the share of the average that is kept, in `0 ..< 1`.
  ///   - beta2: the share of the second moment that is kept, in `0 ..< 1`.
  ///   - epsilon: ε, times the distance, in `0...`.
  ///   - initialDistance: the first distance, above 0.
  ///   - coefficient: what the estimate is multiplied by, above 0.
  ///   - growth: by how much the distance may grow in a step, in `1...`; the default is no limit.
  ///   - safeguardsWarmUp: whether a warm-up doesn't make the distance larger.
  ///   - decay: the decay policy.
  /// - Returns: the composition.
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
  ///
  /// - Parameters:
  ///   - learningRate: what the rate is multiplied by, over time.
  ///   - momentum: β in `0 ..< 1`.
  ///   - initialDistance: the first distance, above 0.
  ///   - growth: by how much the distance may grow in a step, in `1...`; the default is no limit.
  ///   - decay: the decay policy.
  /// - Returns: the composition.
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
  ///
  /// - Parameters:
  ///   - learningRate: what the rate is multiplied by, over time.
  ///   - beta1: the share of the average that is kept, in `0 ..< 1`.
  ///   - beta2: the share of the second moment that is kept, in `0 ..< 1`.
  ///   - epsilon: ε, above 0.
  ///   - initialDistance: the first distance, above 0.
  ///   - growth: by how much the distance may grow in a step, in `1...`; the default is no limit.
  ///   - decay: the decay policy.
  /// - Returns: the composition.
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
