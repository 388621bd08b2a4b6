public import Optimization

// Named optimizers of one part of their own, or of none.
extension Composition {
  /// MADGRAD: momentum and a cubic root over sums that begin at the start.
  ///
  /// Defazio and Jelassi, 2022, Algorithm 1, <https://arxiv.org/abs/2101.11075>.
  ///
  /// - Parameters:
  ///   - learningRate: η over time.
  ///   - momentum: β in `0 ..< 1`.
  ///   - epsilon: ε in `0...`.
  ///   - decay: the decay policy; the source's is L2.
  /// - Returns: the composition.
  public static func madgrad(
    learningRate: any LearningRateSchedule, momentum: Double = 0.9, epsilon: Double = 1e-6,
    decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: .gradient, preconditioner: .dualAveraged(beta: momentum, epsilon: epsilon),
      decay: decay, schedule: learningRate)
  }

  /// COCOB: bets on gradients, without a learning rate.
  ///
  /// Orabona and Tommasi, 2017, Algorithm 2, <https://arxiv.org/abs/1705.07795>.
  ///
  /// - Parameters:
  ///   - learningRate: the share of the way that a step goes, over time; 1 in the source.
  ///   - alpha: α, which keeps the first bets small, in `0...`.
  ///   - epsilon: the smallest size of a gradient, above 0.
  ///   - decay: the decay policy.
  /// - Returns: the composition.
  public static func cocob(
    learningRate: any LearningRateSchedule, alpha: Double = 100, epsilon: Double = 1e-8,
    decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: .gradient, preconditioner: .coinBetting(alpha: alpha, epsilon: epsilon),
      decay: decay, schedule: learningRate)
  }

  /// Rprop: signs, with a size of its own for each coordinate; for full batches.
  ///
  /// Riedmiller and Braun, 1993.
  ///
  /// - Parameters:
  ///   - learningRate: η over time; the first size.
  ///   - growth: what a size is multiplied by while the sign stays, in `1...`.
  ///   - shrinkage: what it is multiplied by when the sign turns, in `0 ... 1`.
  ///   - low: the smallest size, as a multiple of η, in `0...`.
  ///   - high: the largest, in `low...`.
  /// - Returns: the composition.
  public static func rprop(
    learningRate: any LearningRateSchedule, growth: Double = 1.2, shrinkage: Double = 0.5,
    low: Double = 1e-4, high: Double = 5_000
  ) -> Composition {
    Composition(
      moments: .gradient,
      preconditioner: .resilient(growth: growth, shrinkage: shrinkage, low: low, high: high),
      decay: .none, schedule: learningRate)
  }

  /// Optimistic descent, for games and saddle points.
  ///
  /// Mokhtari, Ozdaglar and Pattathil, 2020, equation 6, <https://arxiv.org/abs/1901.08511>.
  ///
  /// - Parameters:
  ///   - learningRate: η over time.
  ///   - alpha: the weight of the gradient, above 0.
  ///   - beta: the weight of its last change, in `0...`.
  ///   - decay: the decay policy.
  /// - Returns: the composition.
  public static func ogd(
    learningRate: any LearningRateSchedule, alpha: Double = 1, beta: Double = 1,
    decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: .optimistic(alpha: alpha, beta: beta), preconditioner: .identity, decay: decay,
      schedule: learningRate)
  }

  /// Simplified AdEMAMix: one undamped sum of the gradients, and the gradient once more.
  ///
  /// Morwani et al., 2025, <https://arxiv.org/abs/2502.02431>. The sum m ← β₁m + g is 1 / (1 − β₁) times a
  /// mean, so that m + αg is k times a weighted mean of both; η is multiplied by k, and λ divided.
  ///
  /// - Parameters:
  ///   - learningRate: η over time.
  ///   - beta1: the share of the sum that is kept, in `0 ..< 1`.
  ///   - beta2: the share of the second moment that is kept, in `0 ..< 1`.
  ///   - alpha: α, the weight of the gradient, in `0...`.
  ///   - epsilon: ε in `0...`.
  ///   - weightDecay: λ per unit of learning rate, in `0...`.
  /// - Returns: the composition.
  public static func simplifiedAdEMAMix(
    learningRate: any LearningRateSchedule, beta1: Double = 0.99, beta2: Double = 0.95,
    alpha: Double = 0, epsilon: Double = 1e-8, weightDecay: Double = 0
  ) -> Composition {
    let k = alpha + 1 / (1 - beta1)
    func scaled(_ schedule: some LearningRateSchedule) -> any LearningRateSchedule {
      schedule.scaled(by: k)
    }
    return Composition(
      moments: .quasiHyperbolic(beta: beta1, nu: 1 / ((1 - beta1) * k)),
      preconditioner: .rootMeanSquare(beta: beta2, epsilon: epsilon),
      decay: .decoupled(weightDecay / k), schedule: scaled(learningRate))
  }
}
