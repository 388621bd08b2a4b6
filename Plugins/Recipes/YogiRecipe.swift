public import Optimization

extension Composition {
  /// Yogi: Adam whose second moment changes in even steps.
  ///
  /// Zaheer et al., NeurIPS 2018, Algorithm 2,
  /// <https://papers.nips.cc/paper/8186-adaptive-methods-for-nonconvex-optimization>; both moments are
  /// corrected for their start, as in optax. The paper has no correction.
  ///
  /// - Parameters:
  ///   - learningRate: η over time; the paper's default is 1e-2.
  ///   - beta1: β₁ of the first moment, in `0 ..< 1`.
  ///   - beta2: β₂ of the second moment, in `0 ..< 1`.
  ///   - epsilon: ε in `0...`.
  ///   - start: the second moment before the first step, in `0...`.
  ///   - momentStart: the first moment before the first step; optax has `start` here, too.
  ///   - correctsBias: whether both moments are corrected.
  ///   - decay: what shrinks the parameters.
  /// - Returns: the composition.
  public static func yogi(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-3, start: Double = 1e-6, momentStart: Double = 0,
    correctsBias: Bool = true,
    decay: any DecayPolicy = NoDecay()
  ) -> Composition {
    Composition(
      moments: .exponential(beta: beta1, correctsBias: correctsBias, start: momentStart),
      preconditioner: .yogi(
        beta: beta2, epsilon: epsilon, start: start, correctsBias: correctsBias),
      decay: decay, schedule: learningRate)
  }
}
