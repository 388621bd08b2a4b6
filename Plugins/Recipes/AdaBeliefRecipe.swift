public import Optimization

extension Composition {
  /// AdaBelief: Adam that divides by how far gradients are from their average.
  ///
  /// Zhuang et al., NeurIPS 2020, Algorithm 2, <https://arxiv.org/abs/2010.07468>; ε is added to the
  /// average at every step, where it stays, and to the root, as in the paper, its code and timm.
  ///
  /// - Parameters:
  ///   - learningRate: η over time.
  ///   - beta1: β₁ of the first moment, in `0 ..< 1`.
  ///   - beta2: β₂ of the second moment, in `0 ..< 1`.
  ///   - epsilon: ε beside the root, in `0...`.
  ///   - epsilonInAverage: what is added to the average at every step, in `0...`; left out, `epsilon`.
  ///   - rectified: whether the steps are rectified as RAdam's, as in the authors' code by default;
  ///     ε then stands beside the uncorrected root.
  ///   - decay: what shrinks the parameters; the authors' code has `.decoupled`.
  /// - Returns: the composition.
  public static func adabelief(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-16, epsilonInAverage: Double? = nil, rectified: Bool = false,
    decay: any DecayPolicy = NoDecay()
  ) -> Composition {
    let belief = Divided.adabelief(
      beta: beta2, epsilon: epsilon, epsilonInAverage: epsilonInAverage ?? epsilon,
      correctsEpsilon: rectified)
    return Composition(
      moments: .exponential(beta: beta1),
      preconditioner: rectified ? belief.rectified(beta: beta2) : belief,
      decay: decay, schedule: learningRate)
  }
}
