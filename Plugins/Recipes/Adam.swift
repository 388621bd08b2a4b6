public import Optimization
import Storing

extension Composition {
  /// Adam.
  ///
  /// Kingma and Ba, 2015, Algorithm 1, <https://arxiv.org/abs/1412.6980>; ε is outside the root of the
  /// corrected mean, as in the paper, PyTorch and optax. The paper's η is 1e-3.
  public static func adam(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: .exponential(beta: beta1),
      preconditioner: .rootMeanSquare(beta: beta2, epsilon: epsilon), decay: decay,
      schedule: learningRate)
  }

  /// Adam with decoupled weight decay λ per unit of learning rate, in `0...`.
  ///
  /// Loshchilov and Hutter, 2019, Algorithm 2, <https://arxiv.org/abs/1711.05101>; the decay follows the
  /// whole learning rate, as in PyTorch, whose λ is 0.01.
  public static func adamw(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0.01
  ) -> Composition {
    adam(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      decay: .decoupled(weightDecay))
  }

  /// Adam with stable weight decay λ per unit of effective learning rate, in `0...`.
  ///
  /// Xie et al., NeurIPS 2023, <https://arxiv.org/abs/2011.11152>, and the authors' code, whose class has
  /// 1e-4 for λ; their experiments have 5e-4.
  public static func adams(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 5e-4
  ) -> Composition {
    adam(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      decay: .stable(weightDecay))
  }

  /// Adam with corrected weight decay λ per unit of learning rate at the peak, in `0...`.
  ///
  /// Defazio, 2025, <https://arxiv.org/abs/2506.02285>. The peak must be known. The paper corrects the
  /// decay of layers followed by a normalization; give other layers a group of their own with `adamw`.
  public static func adamc(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0.01
  ) -> Composition {
    adam(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      decay: .corrected(weightDecay))
  }

  /// AMSGrad: Adam whose second moment never falls.
  ///
  /// Reddi, Kale and Kumar, 2018, Algorithm 2, <https://openreview.net/forum?id=ryQu7f-RZ>. The maximum is
  /// of the uncorrected mean, and corrected afterwards, as in PyTorch; optax is `.beforeMaximum`. The paper
  /// is nil, with which the first moment isn't corrected, either. PyTorch's η is 1e-3.
  public static func amsgrad(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, correction: RunningMaximum.Correction? = .afterMaximum,
    decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: .exponential(beta: beta1, correctsBias: correction != nil),
      preconditioner: .amsgrad(beta: beta2, epsilon: epsilon, correction: correction),
      decay: decay, schedule: learningRate)
  }

  /// Adamax: Adam with the fading maximum of the gradients for their root mean square.
  ///
  /// Kingma and Ba, 2015, Algorithm 2, <https://arxiv.org/abs/1412.6980>; ε is added to the magnitude of
  /// the gradient, inside the maximum, as in PyTorch and optax; Keras has `epsilonOutside` instead, the
  /// paper none. PyTorch decays by `.coupled`, optax (adamaxw) by `.decoupled`. The paper's η is 2e-3.
  public static func adamax(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, epsilonOutside: Double = 0, decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: .exponential(beta: beta1),
      preconditioner: .infinityNorm(
        beta: beta2, epsilon: epsilon, epsilonOutside: epsilonOutside),
      decay: decay, schedule: learningRate)
  }

  /// RAdam: Adam that begins as momentum, and rectifies the variance of its steps.
  ///
  /// Liu et al., ICLR 2020, Algorithm 2, <https://arxiv.org/abs/1908.03265>; the threshold is 5, as in the
  /// authors' code, PyTorch and optax (the paper has 4), and ε stands beside the root of the uncorrected
  /// mean, as in the authors' code and PyTorch; optax has `correctsEpsilon: false`. PyTorch decays by
  /// `.coupled`, or by `.decoupled`. The authors' η is 1e-3.
  public static func radam(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, correctsEpsilon: Bool = true, threshold: Double = 5,
    decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: .exponential(beta: beta1),
      preconditioner: Divided.rootMeanSquare(
        beta: beta2, epsilon: epsilon, correctsEpsilon: correctsEpsilon
      ).rectified(beta: beta2, threshold: threshold),
      decay: decay, schedule: learningRate)
  }

  /// Adam with Nesterov's momentum.
  ///
  /// Dozat, 2016, <https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ>; the convention of PyTorch, with
  /// the source's rising momentum. A dip of 0 is optax' convention; timm's NAdamW does not correct ahead,
  /// either. PyTorch's η is 2e-3.
  public static func nadam(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, dip: Double = 0.5, momentumDecay: Double = 0.004,
    correctsAhead: Bool = true, decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: .nesterovAverage(
        beta: beta1, dip: dip, momentumDecay: momentumDecay, correctsAhead: correctsAhead),
      preconditioner: .rootMeanSquare(beta: beta2, epsilon: epsilon), decay: decay,
      schedule: learningRate)
  }

  /// Adam with Nesterov's momentum and decoupled weight decay λ, in `0...`; timm's η is 1e-3.
  public static func nadamw(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, dip: Double = 0.5, momentumDecay: Double = 0.004,
    correctsAhead: Bool = true, weightDecay: Double = 0.01
  ) -> Composition {
    nadam(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, dip: dip,
      momentumDecay: momentumDecay, correctsAhead: correctsAhead, decay: .decoupled(weightDecay))
  }
}

extension Catalogue {
  /// The named optimizers that are Adam, but for a part, each with the learning rate of its source.
  static let adams = [
    Recipe("adam", 1e-3, source: "Kingma and Ba, 2015, Algorithm 1") { .adam(learningRate: $0) },
    Recipe("adamw", 1e-3, source: "Loshchilov and Hutter, 2019, Algorithm 2; PyTorch") {
      .adamw(learningRate: $0)
    },
    Recipe("adams", 1e-3, source: "Xie et al., 2023; the authors' code") {
      .adams(learningRate: $0)
    },
    Recipe("adamc", 1e-3, source: "Defazio, 2025; pytorch_optimizer") {
      .adamc(learningRate: $0)
    },
    Recipe("amsgrad", 1e-3, source: "Reddi, Kale and Kumar, 2018; PyTorch") {
      .amsgrad(learningRate: $0)
    },
    Recipe("adamax", 2e-3, source: "Kingma and Ba, 2015, Algorithm 2; PyTorch") {
      .adamax(learningRate: $0)
    },
    Recipe("radam", 1e-3, source: "Liu et al., 2020; PyTorch") { .radam(learningRate: $0) },
    Recipe("nadam", 2e-3, source: "Dozat, 2016; PyTorch") { .nadam(learningRate: $0) },
    Recipe("nadamw", 1e-3, source: "Dozat, 2016; timm") { .nadamw(learningRate: $0) },
  ]
}
