public import Optimization

extension Composition {
  /// RAdam: Adam that begins as momentum, and rectifies the variance of its steps.
  ///
  /// Liu et al., ICLR 2020, Algorithm 2, <https://arxiv.org/abs/1908.03265>; the threshold is 5, as in
  /// the authors' code, PyTorch and optax (the paper has 4), and ε stands beside the root of the
  /// uncorrected mean, as in the authors' code and PyTorch.
  ///
  /// - Parameters:
  ///   - learningRate: η over time.
  ///   - beta1: β₁ of the first moment, in `0 ..< 1`.
  ///   - beta2: β₂ of the second moment, in `0 ..< 1`.
  ///   - epsilon: ε in `0...`.
  ///   - correctsEpsilon: whether ε stands beside the uncorrected root; `false` is optax.
  ///   - threshold: the length of the average that must be exceeded before it is used, in `4...`.
  ///   - decay: what shrinks the parameters; PyTorch has `.l2`, or `.decoupled`.
  /// - Returns: the composition.
  public static func radam(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, correctsEpsilon: Bool = true, threshold: Double = 5,
    decay: any DecayPolicy = NoDecay()
  ) -> Composition {
    Composition(
      moments: .exponential(beta: beta1),
      preconditioner: .rootMeanSquare(
        beta: beta2, epsilon: epsilon, correctsEpsilon: correctsEpsilon
      ).rectified(beta: beta2, threshold: threshold),
      decay: decay, schedule: learningRate)
  }
}
