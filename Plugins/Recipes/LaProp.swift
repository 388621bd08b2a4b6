public import Optimization

extension Composition {
  /// LaProp: Adam that averages scaled gradients instead of scaling averaged ones, with decoupled
  /// weight decay.
  ///
  /// Ziyin, Wang and Ueda, 2020, Algorithm 1, <https://arxiv.org/abs/2002.04839>. The decay comes
  /// before the step, as in AdamW; the authors' code and timm decay the weights after it.
  ///
  /// - Parameters:
  ///   - learningRate: η over time; the authors' default is 4e-4.
  ///   - beta1: μ, the share of the average that is kept, in `0 ..< 1`.
  ///   - beta2: ν, the share of the second moment that is kept, in `0 ..< 1`.
  ///   - epsilon: ε in `0...`; the authors' default is 1e-15.
  ///   - weighsByRate: whether the average weighs gradients by the learning rates of their steps, as
  ///     the authors' code and timm do; under a constant rate there is no difference.
  ///   - weightDecay: λ per unit of learning rate, in `0...`.
  /// - Returns: the composition.
  public static func laprop(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-15, weighsByRate: Bool = false, weightDecay: Double = 0
  ) -> Composition {
    Composition(
      moments: ExponentialAverage(beta: beta1, weighsByRate: weighsByRate)
        .after(.rootMeanSquare(beta: beta2, epsilon: epsilon)),
      preconditioner: .identity, decay: .decoupled(weightDecay), schedule: learningRate)
  }
}
