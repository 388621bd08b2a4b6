public import Optimization

extension Composition {
  /// NovoGrad: momentum of gradients that are divided by the running norm of each parameter's.
  ///
  /// Ginsburg et al., 2019, Algorithm 1, <https://arxiv.org/abs/1905.11286>; the decay is averaged,
  /// too, as in the paper and optax.
  ///
  /// - Parameters:
  ///   - learningRate: η over time.
  ///   - beta1: β₁ of the momentum, in `0 ..< 1`.
  ///   - beta2: β₂ of the norm, in `0 ..< 1`; optax's default is 0.25.
  ///   - epsilon: ε in `0...`.
  ///   - weightDecay: λ in `0...`.
  ///   - averaging: whether scaled gradients are added up, as in the paper, or averaged.
  ///   - decoupled: whether the decay acts on the parameters instead.
  /// - Returns: the composition.
  public static func novograd(
    learningRate: any LearningRateSchedule, beta1: Double = 0.95, beta2: Double = 0.98,
    epsilon: Double = 1e-8, weightDecay: Double = 0,
    averaging: NovoGradAveraging = .sum, decoupled: Bool = false
  ) -> Composition {
    let scaling = RunningNorm(beta: beta2, epsilon: epsilon, absorbsDecay: !decoupled)
    let moments: any MomentEstimator =
      switch averaging {
      case .sum: HeavyBall(beta: beta1).after(scaling)
      case .averageFromFirst: HeavyBall(beta: beta1, dampening: beta1).after(scaling)
      case .averageFromZero:
        ExponentialAverage(beta: beta1, correctsBias: false).after(scaling)
      }
    return Composition(
      moments: moments, preconditioner: .identity, decay: .decoupled(weightDecay),
      schedule: learningRate)
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
