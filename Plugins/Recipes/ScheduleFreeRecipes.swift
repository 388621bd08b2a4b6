public import Optimization

extension ScheduleFree where Base == Optimizer {
  /// Schedule-Free stochastic gradient descent.
  ///
  /// Defazio et al., NeurIPS 2024, Algorithm 1, <https://arxiv.org/abs/2405.15682>, and the authors'
  /// `SGDScheduleFree`: the decay acts at y, and the learning rate is constant, with a warm-up
  /// (`.warmedUp(for:)`). β is what momentum would be, `weightPower` and `stepPower` are those of learning
  /// rate and step in the weights of the average.
  ///
  /// - Throws: never, with these parts.
  public static func sgd(
    learningRate: any LearningRateSchedule, beta: Double = 0.9, weightPower: Double = 2,
    stepPower: Double = 0, decay: any DecayPolicy = .decoupled(0)
  ) throws(OptimizerError) -> Self {
    try Self(
      Optimizer(.sgd(learningRate: learningRate, decay: decay)), beta: beta,
      weightPower: weightPower, stepPower: stepPower)
  }

  /// Schedule-Free Adam.
  ///
  /// As `sgd`; the authors' `AdamWScheduleFree`: no first moment, and β is what β₁ would be. optax's
  /// `schedule_free_adamw` is the same.
  ///
  /// - Throws: never, with these parts.
  public static func adamw(
    learningRate: any LearningRateSchedule, beta: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightPower: Double = 2, stepPower: Double = 0,
    decay: any DecayPolicy = .decoupled(0)
  ) throws(OptimizerError) -> Self {
    try Self(
      Optimizer(
        moments: .gradient, preconditioner: .rootMeanSquare(beta: beta2, epsilon: epsilon),
        decay: decay, schedule: learningRate),
      beta: beta, weightPower: weightPower, stepPower: stepPower)
  }

  /// Schedule-Free RAdam, which warms itself up.
  ///
  /// As `adamw`, without a warm-up; the authors' `RAdamScheduleFree`: the rectification belongs to the
  /// learning rate, and so to decay and weights. `silent`, nothing moves until the second moment can be
  /// trusted, as the authors have it; else the first steps follow the gradient itself.
  ///
  /// - Throws: never, with these parts.
  public static func radam(
    learningRate: any LearningRateSchedule, beta: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, silent: Bool = true, weightPower: Double = 2, stepPower: Double = 0,
    decay: any DecayPolicy = .decoupled(0)
  ) throws(OptimizerError) -> Self {
    let scaling = Divided.rootMeanSquare(beta: beta2, epsilon: epsilon)
    return try Self(
      Optimizer(
        moments: .gradient,
        preconditioner: scaling.rectified(beta: beta2, threshold: 4, damps: false),
        decay: decay, schedule: learningRate.warmedUp(rectifying: beta2, silent: silent)),
      beta: beta, weightPower: weightPower, stepPower: stepPower)
  }
}
