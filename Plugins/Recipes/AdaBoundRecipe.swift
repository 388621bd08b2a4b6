public import Optimization

extension Composition {
  /// AdaBound, or AMSBound: Adam within bounds that turn it into momentum.
  ///
  /// Luo et al., ICLR 2019, Algorithms 2 and 3, <https://arxiv.org/abs/1902.09843>; bias corrections,
  /// bounds that follow the schedule, and ε beside the root of the uncorrected mean as in the authors'
  /// code.
  ///
  /// - Parameters:
  ///   - learningRate: η over time.
  ///   - beta1: β₁ of the first moment, in `0 ..< 1`.
  ///   - beta2: β₂ of the second moment, in `0 ..< 1`.
  ///   - finalScale: the final step in units of the learning rate, above 0: the authors' `final_lr`
  ///     over their `lr`.
  ///   - gamma: how fast the bounds close in, above 0.
  ///   - epsilon: ε in `0...`.
  ///   - amsbound: whether the second moment never falls.
  ///   - decay: what shrinks the parameters; the authors' code has `.l2`, and `.decoupled` as adaboundw.
  /// - Returns: the composition.
  public static func adabound(
    learningRate: any LearningRateSchedule, beta1: Double = 0.9, beta2: Double = 0.999,
    finalScale: Double = 100, gamma: Double = 1e-3, epsilon: Double = 1e-8,
    amsbound: Bool = false, decay: any DecayPolicy = NoDecay()
  ) -> Composition {
    Composition(
      moments: .exponential(beta: beta1),
      preconditioner: .adabound(
        beta: beta2, epsilon: epsilon, finalScale: finalScale, gamma: gamma,
        keepsMaximum: amsbound),
      decay: decay, schedule: learningRate)
  }
}
