public import Optimization

extension Composition {
  /// The sign of the average gradient, with decoupled weight decay; without momentum, sign descent.
  ///
  /// Bernstein et al., 2018, Algorithm 2, <https://arxiv.org/abs/1802.04434>; the average starts at 0,
  /// and whether it is corrected does not matter to its sign.
  ///
  /// - Parameters:
  ///   - learningRate: η over time.
  ///   - beta: the share of the average that is kept, in `0 ..< 1`; 0 is sign descent.
  ///   - weightDecay: λ per unit of learning rate, in `0...`.
  /// - Returns: the composition.
  public static func signum(
    learningRate: any LearningRateSchedule, beta: Double = 0.9, weightDecay: Double = 0
  ) -> Composition {
    Composition(
      moments: .exponential(beta: beta, correctsBias: false), preconditioner: .sign,
      decay: .decoupled(weightDecay), schedule: learningRate)
  }
}
