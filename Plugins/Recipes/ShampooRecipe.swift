public import Optimization

extension Composition {
  /// Shampoo: each axis of a parameter preconditioned as a whole.
  ///
  /// Gupta, Koren and Singer, ICML 2018, Algorithm 2, <https://arxiv.org/abs/1802.09568>; no grafting,
  /// as in the paper and pytorch_optimizer. Momentum is before the roots, as in the paper's code.
  ///
  /// - Parameters:
  ///   - learningRate: η over time.
  ///   - momentum: β of the heavy ball, in `0 ..< 1`; 0 is none.
  ///   - epsilon: ε on the diagonals, in `0...`.
  ///   - every: how many steps roots are kept for, in `1...`.
  ///   - startsAtOnce: whether roots are taken at the first step; not so in pytorch_optimizer.
  ///   - largestBlock: how long an axis may be before it is cut into blocks, in `1...`.
  ///   - decay: what shrinks the parameters.
  /// - Returns: the composition.
  public static func shampoo(
    learningRate: any LearningRateSchedule, momentum: Double = 0, epsilon: Double = 1e-4,
    every: Int = 1, startsAtOnce: Bool = true, largestBlock: Int = 128,
    decay: any DecayPolicy = NoDecay()
  ) -> Composition {
    Composition(
      moments: momentum == 0 ? Gradient() : HeavyBall(beta: momentum),
      preconditioner: .shampoo(
        epsilon: epsilon, every: every, startsAtOnce: startsAtOnce, largestBlock: largestBlock),
      decay: decay, schedule: learningRate)
  }
}
