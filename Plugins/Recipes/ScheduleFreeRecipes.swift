public import Optimization

extension ScheduleFree where Base == Optimizer {
  /// Schedule-Free stochastic gradient descent.
  ///
  /// Defazio et al., NeurIPS 2024, Algorithm 1, <https://arxiv.org/abs/2405.15682>, and the authors'
  /// `SGDScheduleFree`: the decay acts at y.
  ///
  /// - Parameters:
  ///   - learningRate: γ over time: constant, with a warm-up (`.warmedUp(for:)`).
  ///   - beta: β in `0 ... 1`, but not 0; what momentum would be.
  ///   - weightDecay: λ per unit of learning rate, in `0...`.
  ///   - weightPower: the power of the learning rate in the weights, in `0...`.
  ///   - stepPower: the power of the step in the weights, in `0...`.
  /// - Returns: the optimizer.
  /// - Throws: never, with these parts.
  public static func sgd(
    learningRate: any LearningRateSchedule, beta: Double = 0.9, weightDecay: Double = 0,
    weightPower: Double = 2, stepPower: Double = 0
  ) throws(OptimizerError) -> Self {
    var composition = Composition.sgd(learningRate: learningRate)
    composition.decay = DecoupledDecay(rate: weightDecay)
    return try Self(
      Optimizer(composition), beta: beta, weightPower: weightPower, stepPower: stepPower)
  }

  /// Schedule-Free Adam with decoupled weight decay.
  ///
  /// Defazio et al., NeurIPS 2024, <https://arxiv.org/abs/2405.15682>, and the authors'
  /// `AdamWScheduleFree`: no first moment, and the decay acts at y. optax's `schedule_free_adamw` is
  /// the same with `stepPower` 0.
  ///
  /// - Parameters:
  ///   - learningRate: γ over time: constant, with a warm-up (`.warmedUp(for:)`).
  ///   - beta: β in `0 ... 1`, but not 0; what β₁ would be.
  ///   - beta2: β₂ of the second moment, in `0 ..< 1`.
  ///   - epsilon: ε in `0...`.
  ///   - weightDecay: λ per unit of learning rate, in `0...`.
  ///   - weightPower: the power of the learning rate in the weights, in `0...`.
  ///   - stepPower: the power of the step in the weights, in `0...`.
  /// - Returns: the optimizer.
  /// - Throws: never, with these parts.
  public static func adamw(
    learningRate: any LearningRateSchedule, beta: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0, weightPower: Double = 2, stepPower: Double = 0
  ) throws(OptimizerError) -> Self {
    try Self(
      Optimizer(
        moments: .gradient, preconditioner: .rootMeanSquare(beta: beta2, epsilon: epsilon),
        decay: .decoupled(weightDecay), schedule: learningRate),
      beta: beta, weightPower: weightPower, stepPower: stepPower)
  }

  /// Schedule-Free RAdam, which warms itself up.
  ///
  /// Defazio et al., NeurIPS 2024, <https://arxiv.org/abs/2405.15682>, and the authors'
  /// `RAdamScheduleFree`: the rectification belongs to the learning rate, and so to decay and weights.
  ///
  /// - Parameters:
  ///   - learningRate: γ over time: constant, without a warm-up.
  ///   - beta: β in `0 ... 1`, but not 0; what β₁ would be.
  ///   - beta2: β₂ of the second moment, in `0 ..< 1`.
  ///   - epsilon: ε in `0...`.
  ///   - weightDecay: λ per unit of learning rate, in `0...`.
  ///   - silent: whether nothing moves until the second moment can be trusted, as the authors have it;
  ///     else the first steps follow the gradient itself.
  ///   - weightPower: the power of the learning rate in the weights, in `0...`.
  ///   - stepPower: the power of the step in the weights, in `0...`.
  /// - Returns: the optimizer.
  /// - Throws: never, with these parts.
  public static func radam(
    learningRate: some LearningRateSchedule, beta: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0, silent: Bool = true, weightPower: Double = 2,
    stepPower: Double = 0
  ) throws(OptimizerError) -> Self {
    let scaling = Divided.rootMeanSquare(beta: beta2, epsilon: epsilon)
    return try Self(
      Optimizer(
        moments: .gradient,
        preconditioner: scaling.rectified(beta: beta2, threshold: 4, damps: false),
        decay: .decoupled(weightDecay),
        schedule: learningRate.warmedUp(rectifying: beta2, silent: silent)),
      beta: beta, weightPower: weightPower, stepPower: stepPower)
  }
}
