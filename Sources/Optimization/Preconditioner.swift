/// Rescales the direction by curvature or scale: P of the equation.
///
/// ```text
/// d ← P(d)
/// ```
public protocol Preconditioner: StatefulComponent {
  /// The second moment that the preconditioner keeps.
  var secondMoment: SecondMoment { get }

  /// What the preconditioner makes of a direction of 1 on average, in mathematics: `1`,
  /// `1 / √mean(v)`; nil where there is no such number, and stable weight decay is refused.
  var gainFormula: String? { get }

  /// The number of `gainFormula`, or nil where it is not defined, because the mean is 0.
  ///
  /// - Parameter meanSecondMoment: v̄ₜ, in `0...`; 0 where the preconditioner keeps none.
  func gain(meanSecondMoment: Double) -> Double?

  /// The update in mathematics: lines `symbol ← expression` that change `d`.
  var equations: [String] { get }

  /// Prepares a step: the numbers that the loops need, computed once.
  ///
  /// A pass of at most 24 bytes (six `Float`s) costs no memory.
  ///
  /// - Parameters:
  ///   - step: the numbers of the step.
  ///   - scalars: the scalars declared, in order; what is written is kept.
  func pass(at step: StepContext, scalars: inout MutableSpan<Double>) -> any PreconditionerPass
}

extension Preconditioner {
  /// No second moment.
  public var secondMoment: SecondMoment { .none }

  /// No gain.
  public var gainFormula: String? { nil }

  /// No gain.
  public func gain(meanSecondMoment: Double) -> Double? { nil }
}

/// A preconditioner at one step.
public protocol PreconditionerPass: Sendable {
  /// Rescales the direction in place.
  ///
  /// - Parameters:
  ///   - direction: what the moment estimator made of the gradient.
  ///   - gradient: the transformed gradient.
  ///   - parameters: the values before the step.
  ///   - state: the arrays declared, for the same elements.
  func rescale(
    _ direction: inout MutableSpan<Float>, gradient: Span<Float>, parameters: Span<Float>,
    state: inout StateView)

  /// The sum of the second moment, bias-corrected, over the elements, after `rescale`.
  ///
  /// Asked only of a preconditioner whose second moment is `.measured`.
  func sumOfSecondMoments(_ state: inout StateView, count: Int) -> Double
}

extension PreconditionerPass {
  /// Nothing to measure.
  public func sumOfSecondMoments(_ state: inout StateView, count: Int) -> Double { 0 }
}
