public import Optimization

extension Composition {
  /// Adan: Adam with an average of the differences between gradients, with decoupled weight decay.
  ///
  /// Xie, Zhou, Li, Lin and Yan, 2022, Algorithm 1, <https://arxiv.org/abs/2208.06677>; betas, bias
  /// corrections and first difference as in the authors' code and timm. The decay is decoupled, as in
  /// their `no_prox` form, not proximal. optax weighs differences by the complement of β₂.
  ///
  /// - Parameters:
  ///   - learningRate: η over time; the authors' default is 1e-3.
  ///   - beta1: the share of the average of gradients that is kept, in `0 ..< 1`.
  ///   - beta2: the share of the average of differences that is kept, in `0 ..< 1`.
  ///   - beta3: the share of the second moment that is kept, in `0 ..< 1`.
  ///   - epsilon: ε outside the root, in `0...`.
  ///   - epsilonInRoot: ε inside the root, in `0...`; optax' default is 1e-8.
  ///   - weight: what a difference is multiplied by.
  ///   - startsFromZero: whether the first difference is the first gradient.
  ///   - weightDecay: λ per unit of learning rate, in `0...`.
  /// - Returns: the composition.
  public static func adan(
    learningRate: any LearningRateSchedule, beta1: Double = 0.98, beta2: Double = 0.92,
    beta3: Double = 0.99, epsilon: Double = 1e-8, epsilonInRoot: Double = 0,
    weight: DifferenceAverage.Weight = .beta, startsFromZero: Bool = false, weightDecay: Double = 0
  ) -> Composition {
    Composition(
      moments: .differenceAverage(
        beta1: beta1, beta2: beta2, weight: weight, startsFromZero: startsFromZero),
      preconditioner: .rootMeanSquare(
        beta: beta3, epsilon: epsilon, epsilonInRoot: epsilonInRoot),
      decay: .decoupled(weightDecay), schedule: learningRate)
  }
}
