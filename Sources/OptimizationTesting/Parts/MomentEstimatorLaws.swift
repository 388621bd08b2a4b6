public import Optimization

/// The laws of a moment estimator: those of compositions, with the plainest parts of the other roles around it,
/// and those of any part.
///
/// ```swift
/// import OptimizationTesting
/// try MomentEstimatorLaws().check(HeavyBall.heavyBall(beta: 0.9))
/// ```
///
/// To check it together with other parts, put it into a composition for `CompositionLaws`.
public struct MomentEstimatorLaws: Sendable {
  private let laws: CompositionLaws

  /// Creates a checker.
  ///
  /// - Parameter laws: the laws of compositions, and how many cases are drawn; left out, all.
  public init(_ laws: CompositionLaws = CompositionLaws()) {
    self.laws = laws
  }

  /// Checks all laws.
  ///
  /// - Parameter part: the moment estimator.
  /// - Throws: a `LawViolation` with the smallest case found; `OptimizerError` where a
  ///   hyper-parameter is out of range.
  public func check(_ part: some MomentEstimator) throws {
    var composition = Composition.plain
    composition.moments = part
    try laws.check(composition)
    try checkData(part, in: composition)
  }
}
