public import Optimization

extension Composition {
  /// LARS: momentum of gradients that are scaled to the size of each parameter.
  ///
  /// You, Gitman and Ginsburg, 2017, Algorithm 1, <https://arxiv.org/abs/1708.03888>; as in timm: the
  /// decay is inside the trust ratio, whose denominator adds norms, the learning rate is outside the
  /// momentum buffer, and the first gradient enters undamped. The paper has the learning rate inside
  /// the buffer; optax, too, and takes the norm of the sum (`sumsNorms: false`).
  ///
  /// - Parameters:
  ///   - learningRate: η over time.
  ///   - momentum: β in `0 ..< 1`.
  ///   - dampening: how much of each scaled gradient but the first is left out, in `0 ..< 1`.
  ///   - nesterov: whether the direction looks ahead.
  ///   - weightDecay: λ in `0...`.
  ///   - trustCoefficient: what the trust ratio is multiplied by, above 0.
  ///   - epsilon: ε of the denominator, in `0...`.
  ///   - sumsNorms: whether the denominator adds norms, and not vectors.
  ///   - clipsTrust: whether the step is at most that of the learning rate.
  ///   - adaptsWithoutDecay: whether parameters that don't decay are scaled, too.
  /// - Returns: the composition.
  public static func lars(
    learningRate: any LearningRateSchedule, momentum: Double = 0.9, dampening: Double = 0,
    nesterov: Bool = false, weightDecay: Double = 0, trustCoefficient: Double = 0.001,
    epsilon: Double = 1e-8, sumsNorms: Bool = true, clipsTrust: Bool = false,
    adaptsWithoutDecay: Bool = true
  ) -> Composition {
    let scaling = Identity().scaledByTrustRatio(
      coefficient: trustCoefficient, epsilon: epsilon, sumsNorms: sumsNorms,
      limit: clipsTrust ? .learningRate : nil, adaptsWithoutDecay: adaptsWithoutDecay)
    return Composition(
      moments: HeavyBall(beta: momentum, dampening: dampening, nesterov: nesterov).after(scaling),
      preconditioner: .identity, decay: .decoupled(weightDecay), schedule: learningRate)
  }
}
