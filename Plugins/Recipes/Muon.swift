public import Optimization

extension Composition {
  /// Muon: momentum, orthogonalized; for matrices only.
  ///
  /// Jordan et al., 2024, <https://kellerjordan.github.io/posts/muon>; as in PyTorch: Nesterov's
  /// momentum, five iterations, decoupled decay with the unscaled learning rate. Whether the momentum
  /// adds up or averages is the same here, because the orthogonalization forgets the size.
  ///
  /// Vectors are refused: they need a composition of their own.
  ///
  /// ```swift
  /// let weight = Parameter("weight", shape: [2, 3], [0.5, 0, 0.25, -0.25, 1, 0.5])
  /// let bias = Parameter("bias", [0.1, -0.1])
  /// let groups = [ParameterGroup("matrices", [weight]), ParameterGroup("vectors", [bias])]
  /// var optimizer = try Optimizer(
  ///   .muon(learningRate: .constant(0.02), weightDecay: 0.01),
  ///   groups: ["vectors": .adamw(learningRate: .constant(3e-4))])
  /// weight.setGradient([0.1, 0.2, -0.1, 0, 0.3, 0.1])
  /// bias.setGradient([0.1, 0.2])
  /// try optimizer.step(groups)
  /// #expect(optimizer.stepCount == 1)
  /// ```
  ///
  /// - Parameters:
  ///   - learningRate: η over time; the author's is 0.02.
  ///   - momentum: β in `0 ..< 1`.
  ///   - nesterov: whether the direction looks ahead.
  ///   - iterations: the number of iterations of the orthogonalization, in `1...`.
  ///   - scale: what the orthogonal matrix is multiplied by.
  ///   - weightDecay: λ per unit of learning rate, in `0...`; PyTorch's default is 0.1.
  /// - Returns: the composition.
  public static func muon(
    learningRate: any LearningRateSchedule, momentum: Double = 0.95, nesterov: Bool = true,
    iterations: Int = 5, scale: Orthogonalized.Scale? = .original, weightDecay: Double = 0
  ) -> Composition {
    Composition(
      moments: HeavyBall(beta: momentum, nesterov: nesterov),
      preconditioner: .orthogonalized(iterations: iterations, scale: scale),
      decay: .decoupled(weightDecay), schedule: learningRate)
  }
}
