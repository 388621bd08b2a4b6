public import Optimization

extension Composition {
  /// ADOPT: the average of gradients divided by the root mean square of those before them, with
  /// decoupled weight decay.
  ///
  /// Taniguchi et al., NeurIPS 2024, Algorithm 2, <https://arxiv.org/abs/2411.02853>. The first step
  /// only measures: it moves nothing and decays nothing.
  ///
  /// - Parameters:
  ///   - learningRate: η over time; the source's default is 1e-3.
  ///   - beta1: the share of the average that is kept, in `0 ..< 1`.
  ///   - beta2: the share of the second moment that is kept, in `0 ..< 1`.
  ///   - epsilon: ε, the least divisor, greater than 0.
  ///   - clips: whether scaled gradients are clipped.
  ///   - clipExponent: how fast the bound grows, in `0...`.
  ///   - weightDecay: λ per unit of learning rate, in `0...`.
  /// - Returns: the composition.
  public static func adopt(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.9999,
    epsilon: Double = 1e-6, clips: Bool = true, clipExponent: Double = 0.25,
    weightDecay: Double = 0
  ) -> Composition {
    Composition(
      moments: ExponentialAverage(beta: beta1, correctsBias: false)
        .after(
          .laggedRootMeanSquare(
            beta: beta2, epsilon: epsilon, clips: clips, clipExponent: clipExponent)),
      preconditioner: .identity, decay: DecoupledDecay(rate: weightDecay).from(step: 2),
      schedule: learningRate)
  }
}
