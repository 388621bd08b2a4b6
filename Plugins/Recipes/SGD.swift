public import Optimization

extension Composition {
  /// Stochastic gradient descent, plain or with momentum, with L2 decay where asked for.
  ///
  /// Robbins and Monro, 1951; the convention of PyTorch: the learning rate is outside the momentum
  /// buffer, and the first gradient enters undamped.
  ///
  /// - Parameters:
  ///   - learningRate: η over time.
  ///   - momentum: β in `0 ..< 1`; 0 is plain gradient descent.
  ///   - dampening: how much of each gradient but the first is left out, in `0 ..< 1`.
  ///   - nesterov: whether the direction looks ahead.
  ///   - l2: λ of the penalty in the gradient, in `0...`.
  /// - Returns: the composition.
  public static func sgd(
    learningRate: any LearningRateSchedule, momentum: Double = 0, dampening: Double = 0,
    nesterov: Bool = false, l2: Double = 0
  ) -> Composition {
    sgd(
      learningRate, momentum, dampening, nesterov, decay: l2 == 0 ? NoDecay() : L2Decay(rate: l2))
  }

  /// Stochastic gradient descent with decoupled weight decay.
  ///
  /// Loshchilov and Hutter, 2019, Algorithm 1, <https://arxiv.org/abs/1711.05101>; the decay follows
  /// the whole learning rate, as in PyTorch.
  ///
  /// - Parameters:
  ///   - learningRate: η over time.
  ///   - momentum: β in `0 ..< 1`.
  ///   - dampening: how much of each gradient but the first is left out, in `0 ..< 1`.
  ///   - nesterov: whether the direction looks ahead.
  ///   - weightDecay: λ per unit of learning rate, in `0...`.
  /// - Returns: the composition.
  public static func sgdw(
    learningRate: any LearningRateSchedule, momentum: Double = 0.9, dampening: Double = 0,
    nesterov: Bool = false, weightDecay: Double
  ) -> Composition {
    sgd(learningRate, momentum, dampening, nesterov, decay: DecoupledDecay(rate: weightDecay))
  }

  /// Stochastic gradient descent with stable weight decay.
  ///
  /// Xie et al., NeurIPS 2023, <https://arxiv.org/abs/2011.11152>, and the authors' code.
  ///
  /// - Parameters:
  ///   - learningRate: η over time.
  ///   - momentum: β in `0 ..< 1`.
  ///   - dampening: how much of each gradient but the first is left out, in `0 ..< 1`.
  ///   - nesterov: whether the direction looks ahead.
  ///   - weightDecay: λ per unit of effective learning rate, in `0...`; the authors use 5e-4.
  /// - Returns: the composition.
  public static func sgds(
    learningRate: any LearningRateSchedule, momentum: Double = 0.9, dampening: Double = 0,
    nesterov: Bool = false, weightDecay: Double = 5e-4
  ) -> Composition {
    sgd(learningRate, momentum, dampening, nesterov, decay: StableWeightDecay(rate: weightDecay))
  }

  private static func sgd(
    _ learningRate: any LearningRateSchedule, _ momentum: Double, _ dampening: Double,
    _ nesterov: Bool, decay: any DecayPolicy
  ) -> Composition {
    let isPlain = momentum == 0 && dampening == 0 && !nesterov
    return Composition(
      moments: isPlain
        ? Gradient() : HeavyBall(beta: momentum, dampening: dampening, nesterov: nesterov),
      preconditioner: .identity, decay: decay, schedule: learningRate)
  }
}
