public import Optimization

extension Composition {
  /// SOAP: Adam in the basis of Shampoo's eigenvectors.
  ///
  /// Vyas et al., 2024, Algorithm 3, <https://arxiv.org/abs/2409.11321>; as in the authors' code: the
  /// first gradient only chooses the basis, and ε stands beside the root of the uncorrected mean. There
  /// the decay follows the step, here it precedes it.
  ///
  /// - Parameters:
  ///   - learningRate: η over time; the authors' is 3e-3.
  ///   - beta1: β₁ of the first moment, in `0 ..< 1`.
  ///   - beta2: β₂ of the second moment, in `0 ..< 1`.
  ///   - epsilon: ε in `0...`.
  ///   - basisBeta: the share of the directions' squares that is kept, in `0 ..< 1`.
  ///   - every: how many steps a basis is kept for, in `1...`.
  ///   - rotatesVectors: whether vectors are rotated, too.
  ///   - largestBlock: how long an axis may be before it is cut into blocks, in `1...`.
  ///   - weightDecay: λ per unit of learning rate, in `0...`; the authors' is 0.01.
  /// - Returns: the composition.
  public static func soap(
    learningRate: any LearningRateSchedule, beta1: Double = 0.95, beta2: Double = 0.95,
    epsilon: Double = 1e-8, basisBeta: Double = 0.95, every: Int = 10,
    rotatesVectors: Bool = false, largestBlock: Int = 128, weightDecay: Double = 0
  ) -> Composition {
    Composition(
      moments: ExponentialAverage(beta: beta1).starting(at: 2),
      preconditioner: .rootMeanSquare(beta: beta2, epsilon: epsilon, correctsEpsilon: true).rotated(
        beta: basisBeta, every: every, rotatesVectors: rotatesVectors, largestBlock: largestBlock),
      decay: .decoupled(weightDecay), schedule: learningRate)
  }
}
