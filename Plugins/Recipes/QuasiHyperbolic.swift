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
}
