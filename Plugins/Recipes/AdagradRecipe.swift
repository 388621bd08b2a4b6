public import Optimization

extension Composition {
  /// Adagrad: each coordinate divided by the root of the sum of its squared gradients.
  ///
  /// Duchi, Hazan and Singer, JMLR 2011, Figure 1, <https://jmlr.org/papers/v12/duchi11a.html>; start
  /// and ε as in PyTorch. optax is `start: 0.1, epsilon: 0, epsilonInRoot: 1e-7`.
  ///
  /// - Parameters:
  ///   - learningRate: η over time; PyTorch's `lr_decay` is `.inverseTime`.
  ///   - start: the sum before the first step, in `0...`.
  ///   - epsilon: ε beside the root, in `0...`.
  ///   - epsilonInRoot: ε inside the root, in `0...`.
  ///   - decay: what shrinks the parameters; PyTorch has `.l2`.
  /// - Returns: the composition.
  public static func adagrad(
    learningRate: any LearningRateSchedule, start: Double = 0, epsilon: Double = 1e-10,
    epsilonInRoot: Double = 0, decay: any DecayPolicy = NoDecay()
  ) -> Composition {
    Composition(
      moments: .gradient,
      preconditioner: .adagrad(start: start, epsilon: epsilon, epsilonInRoot: epsilonInRoot),
      decay: decay, schedule: learningRate)
  }
}
