public import Optimization

/// Takes the gradient itself as the direction.
///
/// ```text
/// d ← g
/// ```
///
/// - Source: Robbins and Monro, 1951, as used in stochastic gradient descent.
/// - Differs: nothing.
/// - Complexity: no state; one pass.
public struct Gradient: MomentEstimator {
  /// Creates the estimator.
  public init() {}

  public var gainFormula: String? { "1" }

  public func gain(meanSecondMoment: Double, at step: Int) -> Double? { 1 }

  public var equations: [String] { ["d ← g"] }

  public func pass(at step: StepContext, scalars: inout MutableSpan<Double>) -> any MomentPass {
    LinearAverage.gradient
  }
}

extension MomentEstimator where Self == Gradient {
  /// The gradient itself.
  public static var gradient: Self { Self() }
}
