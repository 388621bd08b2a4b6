public import Optimization
import Storing

extension Composition {
  /// The sign of the average gradient; without momentum, sign descent.
  ///
  /// Bernstein et al., 2018, Algorithm 2, <https://arxiv.org/abs/1802.04434>; the average starts at 0, and
  /// whether it is corrected does not matter to its sign. pytorch_optimizer's η is 1e-3.
  public static func signum(
    learningRate: any LearningRateSchedule, beta: Double = 0.9,
    decay: any DecayPolicy = .decoupled(0)
  ) -> Composition {
    Composition(
      moments: .exponential(beta: beta, correctsBias: false), preconditioner: .sign, decay: decay,
      schedule: learningRate)
  }

  /// Lion: the sign of a point between the average and the gradient.
  ///
  /// Chen et al., 2023, Algorithm 2, <https://arxiv.org/abs/2302.06675>; the decay follows the whole
  /// learning rate, as in the source, optax and timm. The source advises a third to a tenth of AdamW's η; its
  /// code has 1e-4.
  public static func lion(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.99,
    decay: any DecayPolicy = .decoupled(0)
  ) -> Composition {
    Composition(
      moments: .interpolated(beta1: beta1, beta2: beta2), preconditioner: .sign, decay: decay,
      schedule: learningRate)
  }
}

extension Catalogue {
  /// The named optimizers of signs, each with the learning rate of its source.
  static let signs = [
    Recipe("signum", 1e-3, source: "Bernstein et al., 2018, Algorithm 2; pytorch_optimizer") {
      .signum(learningRate: $0)
    },
    Recipe("lion", 1e-4, source: "Chen et al., 2023, Algorithm 2; the authors' code") {
      .lion(learningRate: $0)
    },
  ]
}
