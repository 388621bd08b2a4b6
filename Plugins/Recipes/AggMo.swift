public import Optimization

extension Composition {
  /// Gradient descent along the average of several momentum buffers.
  ///
  /// Lucas, Sun, Zemel and Grosse, ICLR 2019, equation 4, <https://arxiv.org/abs/1804.00325>.
  ///
  /// - Parameters:
  ///   - learningRate: η over time.
  ///   - betas: the share of each buffer that is kept, each in `0 ..< 1`.
  ///   - l2: λ of the penalty in the gradient, in `0...`.
  /// - Returns: the composition.
  public static func aggmo(
    learningRate: any LearningRateSchedule, betas: [Double] = [0, 0.9, 0.99], l2: Double = 0
  ) -> Composition {
    Composition(
      moments: .aggregated(betas: betas), preconditioner: .identity,
      decay: l2 == 0 ? NoDecay() : L2Decay(rate: l2), schedule: learningRate)
  }
}
