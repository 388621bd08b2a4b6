public import Optimization

extension Composition {
  /// LAMB: Adam whose steps are scaled to the size of each parameter.
  ///
  /// You et al., ICLR 2020, Algorithm 2, <https://arxiv.org/abs/1904.00962>; as in optax: bias
  /// corrections, no global clip, all parameters scaled. timm does not scale parameters that don't
  /// decay (`adaptsWithoutDecay: false`), and clips the global norm to 1 by a transform.
  ///
  /// - Parameters:
  ///   - learningRate: η over time.
  ///   - beta1: β₁ of the first moment, in `0 ..< 1`.
  ///   - beta2: β₂ of the second moment, in `0 ..< 1`.
  ///   - epsilon: ε in `0...`.
  ///   - weightDecay: λ, inside the trust ratio, in `0...`.
  ///   - correctsBias: whether both moments are corrected for their start.
  ///   - averagesGradients: whether the first moment is an average; `false` adds gradients up, and
  ///     leaves the sum uncorrected.
  ///   - clipsTrust: whether the trust ratio is at most 1.
  ///   - adaptsWithoutDecay: whether parameters that don't decay are scaled, too.
  /// - Returns: the composition.
  public static func lamb(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-6, weightDecay: Double = 0, correctsBias: Bool = true,
    averagesGradients: Bool = true, clipsTrust: Bool = false, adaptsWithoutDecay: Bool = true
  ) -> Composition {
    let scaling = Divided.rootMeanSquare(beta: beta2, epsilon: epsilon, correctsBias: correctsBias)
    return Composition(
      moments: averagesGradients
        ? ExponentialAverage(beta: beta1, correctsBias: correctsBias) : HeavyBall(beta: beta1),
      preconditioner: scaling.scaledByTrustRatio(
        limit: clipsTrust ? .one : nil, adaptsWithoutDecay: adaptsWithoutDecay),
      decay: .decoupled(weightDecay), schedule: learningRate)
  }
}
