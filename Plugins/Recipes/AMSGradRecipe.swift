public import Optimization

extension Composition {
  /// AMSGrad: Adam whose second moment never falls.
  ///
  /// Reddi, Kale and Kumar, 2018, Algorithm 2, <https://openreview.net/forum?id=ryQu7f-RZ>. The
  /// maximum is of the uncorrected mean, and corrected afterwards, as in PyTorch; optax is
  /// `.beforeMaximum`, the paper nil with an uncorrected average.
  ///
  /// - Parameters:
  ///   - learningRate: η over time.
  ///   - beta1: β₁ of the first moment, in `0 ..< 1`.
  ///   - beta2: β₂ of the second moment, in `0 ..< 1`.
  ///   - epsilon: ε in `0...`.
  ///   - correction: where the second moment is corrected for its start; the first moment is, too,
  ///     unless it is nil.
  ///   - decay: what shrinks the parameters.
  /// - Returns: the composition.
  public static func amsgrad(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, correction: RunningMaximum.Correction? = .afterMaximum,
    decay: any DecayPolicy = NoDecay()
  ) -> Composition {
    Composition(
      moments: .exponential(beta: beta1, correctsBias: correction != nil),
      preconditioner: .amsgrad(beta: beta2, epsilon: epsilon, correction: correction),
      decay: decay, schedule: learningRate)
  }
}
