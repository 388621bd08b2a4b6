public import Optimization

extension Composition {
  /// Adadelta: steps in the units of the parameters.
  ///
  /// Zeiler, 2012, Algorithm 1, <https://arxiv.org/abs/1212.5701>; ε is inside both roots, as in the
  /// paper, PyTorch and optax.
  ///
  /// - Parameters:
  ///   - learningRate: η over time; 1 in the paper.
  ///   - rho: ρ of both averages, in `0 ..< 1`.
  ///   - epsilon: ε above 0.
  ///   - decay: what shrinks the parameters; PyTorch has `.l2`.
  /// - Returns: the composition.
  public static func adadelta(
    learningRate: any LearningRateSchedule, rho: Double = 0.9, epsilon: Double = 1e-6,
    decay: any DecayPolicy = NoDecay()
  ) -> Composition {
    Composition(
      moments: .gradient, preconditioner: .adadelta(rho: rho, epsilon: epsilon), decay: decay,
      schedule: learningRate)
  }
}
