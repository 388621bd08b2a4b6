public import Optimization

extension Composition {
  /// Adai: momentum with an inertia of each element's own, with L2 decay where asked for.
  ///
  /// Xie, Wang, Zhang, Sato and Sugiyama, ICML 2022, Algorithm 2, <https://arxiv.org/abs/2006.15815>,
  /// and the authors' code.
  ///
  /// - Parameters:
  ///   - learningRate: η over time; of the size of that of SGD.
  ///   - beta0: β₀, how much inertia an element of mean second moment lacks, in `0...`.
  ///   - beta2: β₂ of the second moment, in `0 ..< 1`.
  ///   - epsilon: ε, the least that the inertia stays below 1, greater than 0, at most 1.
  ///   - l2: λ of the penalty in the gradient, in `0...`.
  /// - Returns: the composition.
  public static func adai(
    learningRate: any LearningRateSchedule, beta0: Double = 0.1, beta2: Double = 0.99,
    epsilon: Double = 1e-3, l2: Double = 0
  ) -> Composition {
    Composition(
      moments: .adaptiveInertia(beta0: beta0, beta2: beta2, epsilon: epsilon),
      preconditioner: .identity, decay: l2 == 0 ? NoDecay() : L2Decay(rate: l2),
      schedule: learningRate)
  }

  /// Adai with stable weight decay, which is decoupled here, since nothing but η scales a step.
  ///
  /// As `adai`; the SWD authors' code calls it AdaiS, the source AdaiW.
  ///
  /// - Parameters:
  ///   - learningRate: η over time.
  ///   - beta0: β₀, how much inertia an element of mean second moment lacks, in `0...`.
  ///   - beta2: β₂ of the second moment, in `0 ..< 1`.
  ///   - epsilon: ε, the least that the inertia stays below 1, greater than 0, at most 1.
  ///   - weightDecay: λ per unit of learning rate, in `0...`; the authors use 5e-4.
  /// - Returns: the composition.
  public static func adais(
    learningRate: any LearningRateSchedule, beta0: Double = 0.1, beta2: Double = 0.99,
    epsilon: Double = 1e-3, weightDecay: Double = 5e-4
  ) -> Composition {
    Composition(
      moments: .adaptiveInertia(beta0: beta0, beta2: beta2, epsilon: epsilon),
      preconditioner: .identity, decay: .stable(weightDecay), schedule: learningRate)
  }
}
