public import Optimization
import Storing

extension Composition {
  /// AdEMAMix: Adam with a slow average of the gradients beside the fast one.
  ///
  /// Pagliardini, Ablin and Grangier, 2024, Algorithm 1, <https://arxiv.org/abs/2409.03137>; the slow
  /// average is not corrected for its start, as in the source and in optax. α and β₃ rise in the first
  /// `warmUp` steps: the whole training in the source, not at all in optax. The authors' η is 1e-3.
  public static func ademamix(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    beta3: Double = 0.9999, alpha: Double = 5, warmUp: Int = 0, epsilon: Double = 1e-8,
    decay: any DecayPolicy = .decoupled(0)
  ) -> Composition {
    Composition(
      moments: .twoAverages(beta1: beta1, beta3: beta3, alpha: alpha, warmUp: warmUp),
      preconditioner: .rootMeanSquare(beta: beta2, epsilon: epsilon), decay: decay,
      schedule: learningRate)
  }

  /// Adan: Adam with an average of the differences between gradients.
  ///
  /// Xie, Zhou, Li, Lin and Yan, 2022, Algorithm 1, <https://arxiv.org/abs/2208.06677>; betas, bias
  /// corrections and first difference as in the authors' code and timm. The decay is decoupled, as in their
  /// `no_prox` form; the paper's is `.decoupled(λ).proximal`. optax weighs differences by the complement of
  /// β₂, and has 1e-8 inside the root. The authors' η is 1e-3.
  public static func adan(
    learningRate: any LearningRateSchedule, beta1: Double = 0.98, beta2: Double = 0.92,
    beta3: Double = 0.99, epsilon: Double = 1e-8, epsilonInRoot: Double = 0,
    weight: DifferenceAverage.Weight = .beta, startsFromZero: Bool = false,
    decay: any DecayPolicy = .decoupled(0)
  ) -> Composition {
    Composition(
      moments: .differenceAverage(
        beta1: beta1, beta2: beta2, weight: weight, startsFromZero: startsFromZero),
      preconditioner: .rootMeanSquare(
        beta: beta3, epsilon: epsilon, epsilonInRoot: epsilonInRoot),
      decay: decay, schedule: learningRate)
  }

  /// QHAdam: Adam with a mean of the gradient and its average in both moments.
  ///
  /// Ma and Yarats, 2019, Algorithm 2, <https://arxiv.org/abs/1810.06801>; both averages corrected. ν₁ and
  /// ν₂ weigh the average and the mean square. The source's η is 1e-3.
  public static func qhadam(
    learningRate: any LearningRateSchedule, beta1: Double = 0.995, beta2: Double = 0.999,
    nu1: Double = 0.7, nu2: Double = 1, epsilon: Double = 1e-8,
    decay: any DecayPolicy = .decoupled(0)
  ) -> Composition {
    Composition(
      moments: .quasiHyperbolic(beta: beta1, nu: nu1, correctsBias: true),
      preconditioner: .quasiHyperbolic(beta: beta2, nu: nu2, epsilon: epsilon), decay: decay,
      schedule: learningRate)
  }

  /// LaProp: Adam that averages scaled gradients instead of scaling averaged ones.
  ///
  /// Ziyin, Wang and Ueda, 2020, Algorithm 1, <https://arxiv.org/abs/2002.04839>. The authors' code and
  /// timm weigh gradients by the learning rates of their steps (`weighsByRate`), and decay the weights after
  /// the step: `.decoupled(λ).afterStep`. The authors' η is 4e-4.
  public static func laprop(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-15, weighsByRate: Bool = false, decay: any DecayPolicy = .decoupled(0)
  ) -> Composition {
    Composition(
      moments: .exponential(beta: beta1, weighsByRate: weighsByRate)
        .after(.rootMeanSquare(beta: beta2, epsilon: epsilon)),
      preconditioner: .identity, decay: decay, schedule: learningRate)
  }

  /// ADOPT: the average of gradients divided by the root mean square of those before them.
  ///
  /// Taniguchi et al., NeurIPS 2024, Algorithm 2, <https://arxiv.org/abs/2411.02853>. The first step only
  /// measures: it moves nothing, and a decay of the parameters begins at the second. The source's η is 1e-3.
  public static func adopt(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.9999,
    epsilon: Double = 1e-6, clips: Bool = true, clipExponent: Double = 0.25,
    decay: any DecayPolicy = .decoupled(0)
  ) -> Composition {
    Composition(
      moments: .exponential(beta: beta1, correctsBias: false)
        .after(
          .laggedRootMeanSquare(
            beta: beta2, epsilon: epsilon, clips: clips, clipExponent: clipExponent)),
      preconditioner: .identity, decay: decay.entry == .gradient ? decay : decay.from(step: 2),
      schedule: learningRate)
  }
}

extension Catalogue {
  /// The named optimizers of another average, each with the learning rate of its source.
  static let averages = [
    Recipe("ademamix", 1e-3, source: "Pagliardini, Ablin and Grangier, 2024; the authors' code") {
      .ademamix(learningRate: $0)
    },
    Recipe("adan", 1e-3, source: "Xie, Zhou, et al., 2022, Algorithm 1") {
      .adan(learningRate: $0)
    },
    Recipe("qhadam", 1e-3, source: "Ma and Yarats, 2019, Algorithm 2; the authors' code") {
      .qhadam(learningRate: $0)
    },
    Recipe("laprop", 4e-4, source: "Ziyin, Wang and Ueda, 2020, Algorithm 1; the authors' code") {
      .laprop(learningRate: $0)
    },
    Recipe("adopt", 1e-3, source: "Taniguchi et al., 2024, Algorithm 2") {
      .adopt(learningRate: $0)
    },
  ]
}
