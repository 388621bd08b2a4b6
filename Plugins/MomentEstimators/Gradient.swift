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
  public static let name = "gradient"
  public static let source = "Robbins and Monro, 1951"

  /// Creates the estimator.
  public init() {}

  public var lines: [Assignment] { [.d ← .g] }

  public var gain: Formula? { 1 }

  public func pass(at step: StepContext) -> any MomentPass {
    LinearAverage(beta: 0, share: 0, gradientWeight: 1, averageWeight: 0)
  }
}

extension MomentEstimator where Self == Gradient {
  /// The gradient itself.
  public static var gradient: Self { Self() }
}
