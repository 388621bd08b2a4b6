public import Optimization

extension Composition {
  /// AdEMAMix: AdamW with a slow average of the gradients beside the fast one.
  ///
  /// Pagliardini, Ablin and Grangier, 2024, Algorithm 1, <https://arxiv.org/abs/2409.03137>; the slow
  /// average is not corrected for its start, as in the source and in optax.
  ///
  /// - Parameters:
  ///   - learningRate: η over time.
  ///   - beta1: the share of the fast average that is kept, in `0 ..< 1`.
  ///   - beta2: the share of the second moment that is kept, in `0 ..< 1`.
  ///   - beta3: the share of the slow average that is kept, in `0 ..< 1`.
  ///   - alpha: the weight of the slow average, in `0...`.
  ///   - warmUp: the steps in which α and β₃ rise, in `0...`; the source warms up for the whole
  ///     training, optax not at all.
  ///   - epsilon: ε in `0...`.
  ///   - weightDecay: λ per unit of learning rate, in `0...`.
  /// - Returns: the composition.
  public static func ademamix(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    beta3: Double = 0.9999, alpha: Double = 5, warmUp: Int = 0, epsilon: Double = 1e-8,
    weightDecay: Double = 0
  ) -> Composition {
    Composition(
      moments: .twoAverages(beta1: beta1, beta3: beta3, alpha: alpha, warmUp: warmUp),
      preconditioner: .rootMeanSquare(beta: beta2, epsilon: epsilon),
      decay: .decoupled(weightDecay), schedule: learningRate)
  }
}
