public import Optimization

extension Composition {
  /// Adamax: Adam with the fading maximum of the gradients for their root mean square.
  ///
  /// Kingma and Ba, 2015, Algorithm 2, <https://arxiv.org/abs/1412.6980>; ε is added to the magnitude
  /// of the gradient, inside the maximum, as in PyTorch and optax. The paper has none.
  ///
  /// - Parameters:
  ///   - learningRate: η over time; the paper's default is 2e-3.
  ///   - beta1: β₁ of the first moment, in `0 ..< 1`.
  ///   - beta2: β₂ of the maximum, in `0 ..< 1`.
  ///   - epsilon: ε in `0...`.
  ///   - epsilonOutside: what is added to the maximum instead, as in Keras, in `0...`.
  ///   - decay: what shrinks the parameters; PyTorch has `.l2`, optax (adamaxw) `.decoupled`.
  /// - Returns: the composition.
  public static func adamax(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, epsilonOutside: Double = 0, decay: any DecayPolicy = NoDecay()
  ) -> Composition {
    Composition(
      moments: .exponential(beta: beta1),
      preconditioner: .infinityNorm(
        beta: beta2, epsilon: epsilon, epsilonOutside: epsilonOutside),
      decay: decay, schedule: learningRate)
  }
}
