public import Optimization

extension Composition {
  /// Adam with Nesterov's momentum, with L2 decay where asked for.
  ///
  /// Dozat, 2016, <https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ>; the convention of PyTorch,
  /// with the source's rising momentum. A dip of 0 is optax' convention.
  ///
  /// - Parameters:
  ///   - learningRate: η over time; PyTorch's default is 2e-3.
  ///   - beta1: β₁ of the first moment, in `0 ..< 1`.
  ///   - beta2: β₂ of the second moment, in `0 ..< 1`.
  ///   - epsilon: ε in `0...`.
  ///   - dip: how far below β₁ the momentum starts, as a share of it, in `0 ... 1`.
  ///   - momentumDecay: how fast it rises, per step, in `0...`.
  ///   - l2: λ of the penalty in the gradient, in `0...`.
  /// - Returns: the composition.
  public static func nadam(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, dip: Double = 0.5, momentumDecay: Double = 0.004, l2: Double = 0
  ) -> Composition {
    Composition(
      moments: .nesterovAverage(beta: beta1, dip: dip, momentumDecay: momentumDecay),
      preconditioner: .rootMeanSquare(beta: beta2, epsilon: epsilon),
      decay: l2 == 0 ? NoDecay() : L2Decay(rate: l2), schedule: learningRate)
  }

  /// Adam with Nesterov's momentum and decoupled weight decay.
  ///
  /// As `nadam`; the decay follows the whole learning rate, as in PyTorch. A dip of 0 is optax'
  /// convention; timm's NAdamW does not correct ahead, either.
  ///
  /// - Parameters:
  ///   - learningRate: η over time.
  ///   - beta1: β₁ of the first moment, in `0 ..< 1`.
  ///   - beta2: β₂ of the second moment, in `0 ..< 1`.
  ///   - epsilon: ε in `0...`.
  ///   - dip: how far below β₁ the momentum starts, as a share of it, in `0 ... 1`.
  ///   - momentumDecay: how fast it rises, per step, in `0...`.
  ///   - correctsAhead: whether the average is corrected as one step ahead.
  ///   - weightDecay: λ per unit of learning rate, in `0...`.
  /// - Returns: the composition.
  public static func nadamw(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, dip: Double = 0.5, momentumDecay: Double = 0.004,
    correctsAhead: Bool = true, weightDecay: Double = 0.01
  ) -> Composition {
    Composition(
      moments: .nesterovAverage(
        beta: beta1, dip: dip, momentumDecay: momentumDecay, correctsAhead: correctsAhead),
      preconditioner: .rootMeanSquare(beta: beta2, epsilon: epsilon),
      decay: .decoupled(weightDecay), schedule: learningRate)
  }
}
