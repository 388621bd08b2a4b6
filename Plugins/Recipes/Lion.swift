public import Optimization

extension Composition {
  /// Lion: the sign of a point between the average and the gradient, with decoupled weight decay.
  ///
  /// Chen et al., 2023, Algorithm 2, <https://arxiv.org/abs/2302.06675>; the decay follows the whole
  /// learning rate, as in the source, optax and timm.
  ///
  /// - Parameters:
  ///   - learningRate: η over time; the source advises a third to a tenth of AdamW's.
  ///   - beta1: the weight of the average in the direction, in `0 ..< 1`.
  ///   - beta2: the share of the average that is kept, in `0 ..< 1`.
  ///   - weightDecay: λ per unit of learning rate, in `0...`.
  /// - Returns: the composition.
  public static func lion(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.99,
    weightDecay: Double = 0
  ) -> Composition {
    Composition(
      moments: .interpolated(beta1: beta1, beta2: beta2), preconditioner: .sign,
      decay: .decoupled(weightDecay), schedule: learningRate)
  }
}
