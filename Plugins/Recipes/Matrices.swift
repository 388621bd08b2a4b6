public import Optimization
import Storing

extension Composition {
  /// Muon: momentum, orthogonalized; for matrices only.
  ///
  /// Jordan et al., 2024, <https://kellerjordan.github.io/posts/muon>; as in PyTorch: Nesterov's momentum,
  /// five iterations, decoupled decay with the unscaled learning rate. Whether the momentum adds up or
  /// averages is the same here, because the orthogonalization forgets the size. The author's η is 0.02.
  ///
  /// Vectors are refused: they need a composition of their own.
  ///
  /// ```swift
  /// let weight = Parameter("weight", shape: [2, 3], [0.5, 0, 0.25, -0.25, 1, 0.5])
  /// let bias = Parameter("bias", [0.1, -0.1])
  /// let groups = [ParameterGroup("matrices", [weight]), ParameterGroup("vectors", [bias])]
  /// var optimizer = try Optimizer(
  ///   .muon(learningRate: .constant(0.02), decay: .decoupled(0.01)),
  ///   groups: ["vectors": .adamw(learningRate: .constant(3e-4))])
  /// weight.setGradient([0.1, 0.2, -0.1, 0, 0.3, 0.1])
  /// bias.setGradient([0.1, 0.2])
  /// try optimizer.step(groups)
  /// #expect(optimizer.stepCount == 1)
  /// ```
  public static func muon(
    learningRate: any LearningRateSchedule, momentum: Double = 0.95, nesterov: Bool = true,
    iterations: Int = 5, scale: Orthogonalized.Scale? = .original,
    decay: any DecayPolicy = .decoupled(0)
  ) -> Composition {
    Composition(
      moments: .heavyBall(beta: momentum, nesterov: nesterov),
      preconditioner: .orthogonalized(iterations: iterations, scale: scale), decay: decay,
      schedule: learningRate)
  }

  /// Shampoo: each axis of a parameter preconditioned as a whole.
  ///
  /// Gupta, Koren and Singer, ICML 2018, Algorithm 2, <https://arxiv.org/abs/1802.09568>; no grafting, as in
  /// the paper and pytorch_optimizer, whose η is 1e-3 and whose first roots come late
  /// (`startsAtOnce: false`). Momentum is before the roots, as in the paper's code.
  public static func shampoo(
    learningRate: any LearningRateSchedule, momentum: Double = 0, epsilon: Double = 1e-4,
    every: Int = 1, startsAtOnce: Bool = true, largestBlock: Int = 128,
    decay: any DecayPolicy = .none
  ) -> Composition {
    Composition(
      moments: momentum == 0 ? .gradient : .heavyBall(beta: momentum),
      preconditioner: .shampoo(
        epsilon: epsilon, every: every, startsAtOnce: startsAtOnce, largestBlock: largestBlock),
      decay: decay, schedule: learningRate)
  }

  /// SOAP: Adam in the basis of Shampoo's eigenvectors.
  ///
  /// Vyas et al., 2024, Algorithm 3, <https://arxiv.org/abs/2409.11321>; as in the authors' code: the first
  /// gradient only chooses the basis, and ε stands beside the root of the uncorrected mean. There the decay,
  /// of 0.01, follows the step: `.decoupled(λ).afterStep`. The authors' η is 3e-3.
  public static func soap(
    learningRate: any LearningRateSchedule, beta1: Double = 0.95, beta2: Double = 0.95,
    epsilon: Double = 1e-8, basisBeta: Double = 0.95, every: Int = 10,
    rotatesVectors: Bool = false, largestBlock: Int = 128,
    decay: any DecayPolicy = .decoupled(0)
  ) -> Composition {
    Composition(
      moments: .exponential(beta: beta1).starting(at: 2),
      preconditioner: Divided.rootMeanSquare(beta: beta2, epsilon: epsilon, correctsEpsilon: true)
        .rotated(
          beta: basisBeta, every: every, rotatesVectors: rotatesVectors,
          largestBlock: largestBlock),
      decay: decay, schedule: learningRate)
  }

  /// Adafactor: second moments that are kept by rows and columns only, and steps relative to the
  /// parameters.
  ///
  /// Shazeer and Stern, ICML 2018, Algorithms 4 and 5, <https://arxiv.org/abs/1804.04235>; a matrix is
  /// factored over its last two axes. The paper's η is 1/√t, at most 1e-2. PyTorch's is
  /// `.adafactor(epsilon: 0, floor: 1.2e-7, limitsRate: true)` with `.decoupled`; optax's
  /// `.adafactor(axes: .longest, smallestFactored: 128)` with `.vanilla`, Big Vision's has
  /// `largestBeta: 0.999, scalesByParameter: false`, too. `momentum` averages the scaled gradients.
  public static func adafactor(
    learningRate: any LearningRateSchedule, preconditioner: Adafactor = .adafactor(),
    momentum: Double = 0, decay: any DecayPolicy = .none
  ) -> Composition {
    if momentum == 0 {
      return Composition(
        moments: .gradient, preconditioner: preconditioner, decay: decay, schedule: learningRate)
    }
    return Composition(
      moments: .exponential(beta: momentum, correctsBias: false).after(preconditioner),
      preconditioner: .identity, decay: decay, schedule: learningRate)
  }
}

extension Catalogue {
  /// The named optimizers of matrices, each with the learning rate of its source.
  static let matrices = [
    Recipe("muon", 0.02, groups: ["rest": "adamw"], source: "Jordan et al., 2024; PyTorch") {
      .muon(learningRate: $0)
    },
    Recipe("shampoo", 1e-3, source: "Gupta, Koren and Singer, 2018; pytorch_optimizer") {
      .shampoo(learningRate: $0)
    },
    Recipe("soap", 3e-3, source: "Vyas et al., 2024, Algorithm 3; the authors' code") {
      .soap(learningRate: $0)
    },
    Recipe("adafactor", 0.01, source: "Shazeer and Stern, 2018, Algorithms 4 and 5") {
      .adafactor(learningRate: $0)
    },
  ]
}
