public import Optimization

extension Composition {
  /// Padam: AMSGrad with a smaller power of the second moment.
  ///
  /// Chen et al., IJCAI 2020, Algorithm 1, <https://arxiv.org/abs/1806.06763>; bias corrections and ε
  /// as in the authors' code. The paper has neither: `correctsBias: false, epsilon: 0`.
  ///
  /// - Parameters:
  ///   - learningRate: η over time; the paper's is 0.1.
  ///   - beta1: β₁ of the first moment, in `0 ..< 1`.
  ///   - beta2: β₂ of the second moment, in `0 ..< 1`.
  ///   - power: p of the second moment, in `0 ... 0.5`.
  ///   - epsilon: ε in `0...`.
  ///   - amsgrad: whether the second moment never falls.
  ///   - correctsBias: whether both moments are corrected for their start.
  ///   - decay: what shrinks the parameters; the authors' code has `.l2`.
  /// - Returns: the composition.
  public static func padam(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    power: Double = 0.125, epsilon: Double = 1e-8, amsgrad: Bool = true,
    correctsBias: Bool = true, decay: any DecayPolicy = NoDecay()
  ) -> Composition {
    Composition(
      moments: .exponential(beta: beta1, correctsBias: correctsBias),
      preconditioner: .partialPower(
        power, beta: beta2, epsilon: epsilon, keepsMaximum: amsgrad, correctsBias: correctsBias),
      decay: decay, schedule: learningRate)
  }
}
