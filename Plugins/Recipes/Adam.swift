public import Optimization

extension Composition {
  /// Adam, with L2 decay where asked for.
  ///
  /// Kingma and Ba, 2015, Algorithm 1, <https://arxiv.org/abs/1412.6980>; ε is outside the root of the
  /// corrected mean, as in the paper, PyTorch and optax. The maximum of AMSGrad is taken before the
  /// correction, as in PyTorch.
  ///
  /// - Parameters:
  ///   - learningRate: η over time; the paper's default is 1e-3.
  ///   - beta1: β₁ of the first moment, in `0 ..< 1`.
  ///   - beta2: β₂ of the second moment, in `0 ..< 1`.
  ///   - epsilon: ε in `0...`.
  ///   - amsgrad: whether the second moment never falls.
  ///   - l2: λ of the penalty in the gradient, in `0...`.
  /// - Returns: the composition.
  public static func adam(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, amsgrad: Bool = false, l2: Double = 0
  ) -> Composition {
    adam(
      learningRate, beta1, beta2, epsilon, amsgrad, decay: l2 == 0 ? NoDecay() : L2Decay(rate: l2))
  }

  /// Adam with decoupled weight decay.
  ///
  /// Loshchilov and Hutter, 2019, Algorithm 2, <https://arxiv.org/abs/1711.05101>; the decay follows
  /// the whole learning rate, as in PyTorch.
  ///
  /// - Parameters:
  ///   - learningRate: η over time.
  ///   - beta1: β₁ of the first moment, in `0 ..< 1`.
  ///   - beta2: β₂ of the second moment, in `0 ..< 1`.
  ///   - epsilon: ε in `0...`.
  ///   - amsgrad: whether the second moment never falls.
  ///   - weightDecay: λ per unit of learning rate, in `0...`; PyTorch's default is 0.01.
  /// - Returns: the composition.
  public static func adamw(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, amsgrad: Bool = false, weightDecay: Double = 0.01
  ) -> Composition {
    adam(
      learningRate, beta1, beta2, epsilon, amsgrad, decay: DecoupledDecay(rate: weightDecay))
  }

  /// Adam with stable weight decay.
  ///
  /// Xie et al., NeurIPS 2023, <https://arxiv.org/abs/2011.11152>, and the authors' code.
  ///
  /// - Parameters:
  ///   - learningRate: η over time.
  ///   - beta1: β₁ of the first moment, in `0 ..< 1`.
  ///   - beta2: β₂ of the second moment, in `0 ..< 1`.
  ///   - epsilon: ε in `0...`.
  ///   - amsgrad: whether the second moment never falls.
  ///   - weightDecay: λ per unit of effective learning rate, in `0...`; the authors' class has 1e-4,
  ///     their experiments 5e-4.
  /// - Returns: the composition.
  public static func adams(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, amsgrad: Bool = false, weightDecay: Double = 5e-4
  ) -> Composition {
    adam(
      learningRate, beta1, beta2, epsilon, amsgrad, decay: StableWeightDecay(rate: weightDecay))
  }

  private static func adam(
    _ learningRate: any LearningRateSchedule, _ beta1: Double, _ beta2: Double, _ epsilon: Double,
    _ amsgrad: Bool, decay: any DecayPolicy
  ) -> Composition {
    Composition(
      moments: .exponential(beta: beta1),
      preconditioner: amsgrad
        ? .amsgrad(beta: beta2, epsilon: epsilon) : .rootMeanSquare(beta: beta2, epsilon: epsilon),
      decay: decay, schedule: learningRate)
  }
}
