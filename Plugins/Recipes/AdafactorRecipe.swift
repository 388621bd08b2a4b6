public import Optimization

extension Composition {
  /// Adafactor: second moments that are kept by rows and columns only, and steps relative to the
  /// parameters.
  ///
  /// Shazeer and Stern, ICML 2018, Algorithms 4 and 5, <https://arxiv.org/abs/1804.04235>; a matrix is
  /// factored over its last two axes. PyTorch's is
  /// `Adafactor(epsilon: 0, floor: 1.2e-7, limitsRate: true)` with `.decoupled`; optax's
  /// `Adafactor(axes: .longest, smallestFactored: 128)` with `.vanilla`, Big Vision's has
  /// `largestBeta: 0.999, scalesByParameter: false`, too.
  ///
  /// - Parameters:
  ///   - learningRate: η over time; 1/√t, at most 1e-2, in the paper.
  ///   - preconditioner: the factored second moment, with its conventions.
  ///   - momentum: β₁ of an average of the scaled gradients, in `0 ..< 1`; 0 is none.
  ///   - decay: what shrinks the parameters.
  /// - Returns: the composition.
  public static func adafactor(
    learningRate: any LearningRateSchedule, preconditioner: Adafactor = Adafactor(),
    momentum: Double = 0, decay: any DecayPolicy = NoDecay()
  ) -> Composition {
    if momentum == 0 {
      return Composition(
        moments: .gradient, preconditioner: preconditioner, decay: decay, schedule: learningRate)
    }
    return Composition(
      moments: ExponentialAverage(beta: momentum, correctsBias: false).after(preconditioner),
      preconditioner: .identity, decay: decay, schedule: learningRate)
  }
}
