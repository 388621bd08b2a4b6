public import Optimization

/// Divides each coordinate by the root of the sum of all its squared gradients.
///
/// ```text
/// v₀ = start
/// vₜ = vₜ₋₁ + gₜ²
/// d  ← d / (√(vₜ + epsilonInRoot) + ε)
/// ```
///
/// ```swift
/// let preconditioner = Adagrad(start: 0.1)
/// #expect(preconditioner.gain(meanSecondMoment: 4, at: 1) == 0.5)
/// ```
///
/// - Source: Duchi, Hazan and Singer, JMLR 2011, Figure 1 with diagonal matrices,
///   <https://jmlr.org/papers/v12/duchi11a.html>; their δ is ε.
/// - Differs: nothing. optax has ε inside the root; PyTorch's decay of the learning rate is a
///   schedule.
/// - Complexity: one array of state; one pass.
public struct Adagrad: Preconditioner {
  /// v₀, in the units of the squared gradient, in `0...`; 0 in PyTorch, 0.1 in optax and Keras.
  public let start: Double

  /// ε, added to the root, in the units of the gradient, in `0...`; PyTorch's default is 1e-10.
  public let epsilon: Double

  /// What is added inside the root, in the units of the squared gradient, in `0...`; optax has 1e-7.
  public let epsilonInRoot: Double

  /// Creates the preconditioner.
  ///
  /// - Parameters:
  ///   - start: v before the first step, in `0...`.
  ///   - epsilon: added to the root, in `0...`.
  ///   - epsilonInRoot: added inside the root, in `0...`.
  public init(start: Double = 0, epsilon: Double = 1e-10, epsilonInRoot: Double = 0) {
    self.start = start
    self.epsilon = epsilon
    self.epsilonInRoot = epsilonInRoot
    requireValid()
  }

  public var rules: [Rule] {
    [
      Rule("start", start, in: 0...), Rule("epsilon", epsilon, in: 0...),
      Rule("epsilonInRoot", epsilonInRoot, in: 0...),
    ]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    [StateArray("v", start: .constant(Float(start)))]
  }

  public var secondMoment: SecondMoment {
    .recurrent(retention: 1, innovation: 1, correctedBy: nil, start: Float(start))
  }

  public var gainFormula: String? { "1 / √mean(v)" }

  public func gain(meanSecondMoment: Double, at step: Int) -> Double? {
    meanSecondMoment > 0 ? 1 / meanSecondMoment.squareRoot() : nil
  }

  public var equations: [String] {
    let inside = epsilonInRoot > 0 ? " + \(brief(epsilonInRoot))" : ""
    return ["v ← v + g^2", "d ← d / (√(v\(inside)) + \(brief(epsilon)))"]
  }

  public func pass(
    at step: StepContext, scalars: inout MutableSpan<Double>
  ) -> any PreconditionerPass {
    SumByRoot(
      kept: SumOfSquares(), divisor: Root(epsilonInRoot: epsilonInRoot, epsilon: epsilon))
  }
}

extension Preconditioner where Self == Adagrad {
  /// Division by the root of the sum of squares.
  public static func adagrad(
    start: Double = 0, epsilon: Double = 1e-10, epsilonInRoot: Double = 0
  ) -> Self {
    Self(start: start, epsilon: epsilon, epsilonInRoot: epsilonInRoot)
  }
}
