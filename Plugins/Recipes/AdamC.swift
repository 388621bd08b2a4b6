public import Optimization

extension Composition {
  /// Adam with corrected weight decay.
  ///
  /// Defazio, 2025, <https://arxiv.org/abs/2506.02285>. The paper corrects the decay of layers followed
  /// by a normalization; give other layers a group of their own with `adamw`.
  ///
  /// - Parameters:
  ///   - learningRate: η over time; its peak must be known.
  ///   - beta1: β₁ of the first moment, in `0 ..< 1`.
  ///   - beta2: β₂ of the second moment, in `0 ..< 1`.
  ///   - epsilon: ε in `0...`.
  ///   - weightDecay: λ per unit of learning rate at the peak, in `0...`.
  /// - Returns: the composition.
  public static func adamc(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double
  ) -> Composition {
    Composition(
      moments: .exponential(beta: beta1),
      preconditioner: .rootMeanSquare(beta: beta2, epsilon: epsilon),
      decay: .corrected(weightDecay), schedule: learningRate)
  }
}
