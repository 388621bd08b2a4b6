public import Optimization
import Storing

// Named optimizers of one part of their own, or of none.
extension Composition {
  /// MADGRAD: momentum and a cubic root over sums that begin at the start.
  ///
  /// Defazio and Jelassi, 2022, Algorithm 1, <https://arxiv.org/abs/2101.11075>; its decay is
  /// `.coupled`, its η 1e-2.
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
  /// Orabona and Tommasi, 2017, Algorithm 2, <https://arxiv.org/abs/1705.07795>. η is the share
  /// of the way that a step goes, 1 in the source.
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
  /// Riedmiller and Braun, 1993, as in PyTorch, whose η, the first size, is 1e-2.
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

extension Catalogue {
  /// The other named optimizers, each with the learning rate of its source.
  static let further = [
    Recipe("madgrad", 1e-2, source: "Defazio and Jelassi, 2022, Algorithm 1; the authors' code") {
      .madgrad(learningRate: $0)
    },
    Recipe("cocob", 1, source: "Orabona and Tommasi, 2017, Algorithm 2; optax") {
      .cocob(learningRate: $0)
    },
    Recipe("rprop", 1e-2, source: "Riedmiller and Braun, 1993; PyTorch") {
      .rprop(learningRate: $0)
    },
    Recipe("ogd", 0.1, source: "Mokhtari, Ozdaglar and Pattathil, 2020, equation 6; optax") {
      .ogd(learningRate: $0)
    },
    Recipe("simplifiedAdEMAMix", 1e-3, source: "Morwani et al., 2025; optax") {
      .simplifiedAdEMAMix(learningRate: $0)
    },
  ]
}
