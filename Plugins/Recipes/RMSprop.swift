public import Optimization

extension Composition {
  /// RMSprop, plain, centered or with momentum on the scaled gradient, with L2 decay where asked for.
  ///
  /// Tieleman and Hinton, 2012; centered Graves, 2013, <https://arxiv.org/abs/1308.0850>; the defaults
  /// are PyTorch's: ε outside the root, the mean uncorrected from 0, the learning rate outside the
  /// momentum buffer. optax has ε inside the root and the learning rate inside the buffer; TensorFlow
  /// has that, too, and starts the mean at 1.
  ///
  /// - Parameters:
  ///   - learningRate: η over time; PyTorch's default is 0.01.
  ///   - beta: the share of the mean square that is kept, in `0 ..< 1`.
  ///   - epsilon: ε outside the root, in `0...`.
  ///   - epsilonInRoot: ε inside the root, in `0...`.
  ///   - correctsBias: whether early means are scaled up to full weight; not with `centered`.
  ///   - centered: whether to divide by the standard deviation.
  ///   - start: the mean square before the first step, in `0...`.
  ///   - momentum: β of the buffer, in `0 ..< 1`; 0 is none.
  ///   - nesterov: whether the buffer looks ahead.
  ///   - rateInside: whether the buffer holds scaled gradients times their learning rates.
  ///   - l2: λ of the penalty in the gradient, in `0...`.
  /// - Returns: the composition.
  public static func rmsprop(
    learningRate: any LearningRateSchedule, beta: Double = 0.99, epsilon: Double = 1e-8,
    epsilonInRoot: Double = 0, correctsBias: Bool = false, centered: Bool = false,
    start: Double = 0, momentum: Double = 0, nesterov: Bool = false, rateInside: Bool = false,
    l2: Double = 0
  ) -> Composition {
    let scaling = Divided.rootMeanSquare(
      beta: beta, epsilon: epsilon, epsilonInRoot: epsilonInRoot, correctsBias: correctsBias,
      centered: centered, start: start)
    let decay: any DecayPolicy = l2 == 0 ? NoDecay() : L2Decay(rate: l2)
    guard momentum > 0 else {
      return Composition(
        moments: .gradient, preconditioner: scaling, decay: decay, schedule: learningRate)
    }
    return Composition(
      moments: HeavyBall(beta: momentum, nesterov: nesterov, rateInside: rateInside)
        .after(scaling),
      preconditioner: .identity, decay: decay, schedule: learningRate)
  }
}
