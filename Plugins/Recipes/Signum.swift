public import Optimization

extension Composition {
  /// signSGD, or Signum: steps of one size, in the direction of the gradient's or its average's sign.
  ///
  /// Bernstein et al., 2018, Algorithms 1 and 2, <https://arxiv.org/abs/1802.04434>.
  ///
  /// - Parameters:
  ///   - learningRate: η over time.
  ///   - momentum: β of the average, in `0 ..< 1`; 0 is signSGD.
  ///   - weightDecay: λ per unit of learning rate, in `0...`.
  /// - Returns: the composition.
  public static func signum(
    learningRate: any LearningRateSchedule, momentum: Double = 0.9, weightDecay: Double = 0
  ) -> Composition {
    Composition(
      moments: momentum == 0
        ? Gradient() : ExponentialAverage(beta: momentum, correctsBias: false),
      preconditioner: .sign, decay: .decoupled(weightDecay), schedule: learningRate)
  }
}
