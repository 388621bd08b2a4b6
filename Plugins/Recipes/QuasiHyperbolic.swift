public import Optimization

extension Composition {
  /// QHM: gradient descent along a mean of the gradient and its average, with L2 decay where asked
  /// for.
  ///
  /// Ma and Yarats, 2019, Algorithm 1, <https://arxiv.org/abs/1810.06801>; the average starts at 0,
  /// uncorrected.
  ///
  /// - Parameters:
  ///   - learningRate: η over time; the source's default is 1.
  ///   - beta: the share of the average that is kept, in `0 ..< 1`.
  ///   - nu: ν, the weight of the average, in `0...`.
  ///   - l2: λ of the penalty in the gradient, in `0...`.
  /// - Returns: the composition.
  public static func qhm(
    learningRate: any LearningRateSchedule, beta: Double = 0.999, nu: Double = 0.7, l2: Double = 0
  ) -> Composition {
    Composition(
      moments: .quasiHyperbolic(beta: beta, nu: nu), preconditioner: .identity,
      decay: l2 == 0 ? NoDecay() : L2Decay(rate: l2), schedule: learningRate)
  }

  /// QHAdam: Adam with a mean of the gradient and its average in both moments, with decoupled weight
  /// decay.
  ///
  /// Ma and Yarats, 2019, Algorithm 2, <https://arxiv.org/abs/1810.06801>; both averages corrected.
  ///
  /// - Parameters:
  ///   - learningRate: η over time; the source's default is 1e-3.
  ///   - beta1: β₁, the share of the average that is kept, in `0 ..< 1`.
  ///   - beta2: β₂, the share of the mean square that is kept, in `0 ..< 1`.
  ///   - nu1: ν₁, the weight of the average, in `0...`.
  ///   - nu2: ν₂, the weight of the mean square, in `0 ... 1`.
  ///   - epsilon: ε in `0...`.
  ///   - weightDecay: λ per unit of learning rate, in `0...`.
  /// - Returns: the composition.
  public static func qhadam(
    learningRate: any LearningRateSchedule, beta1: Double = 0.995, beta2: Double = 0.999,
    nu1: Double = 0.7, nu2: Double = 1, epsilon: Double = 1e-8, weightDecay: Double = 0
  ) -> Composition {
    Composition(
      moments: .quasiHyperbolic(beta: beta1, nu: nu1, correctsBias: true),
      preconditioner: .quasiHyperbolic(beta: beta2, nu: nu2, epsilon: epsilon),
      decay: .decoupled(weightDecay), schedule: learningRate)
  }
}
