public import Optimization

/// Leaves the direction as it is.
///
/// ```text
/// d ← d
/// ```
///
/// - Source: stochastic gradient descent.
/// - Differs: nothing.
/// - Complexity: no state and no pass.
public struct Identity: Preconditioner {
  /// Creates the preconditioner.
  public init() {}

  public var gainFormula: String? { "1" }

  public func gain(meanSecondMoment: Double, at step: Int) -> Double? { 1 }

  public var equations: [String] { [] }

  public func pass(
    at step: StepContext, scalars: inout MutableSpan<Double>
  ) -> any PreconditionerPass {
    NothingByNothing(kept: Nothing(), divisor: Whole())
  }
}

extension Preconditioner where Self == Identity {
  /// No preconditioning.
  public static var identity: Self { Self() }
}
