/// Averages gradients over time: M of the equation, the direction of a step.
///
/// ```text
/// d ← M(g)
/// ```
public protocol MomentEstimator: StatefulComponent {
  /// What becomes of a gradient of 1 that never changes, once the start is forgotten: 1 for an
  /// average, (1 − dampening)/(1 − β) for heavy-ball momentum; nil where there is no such number.
  ///
  /// Stable weight decay shrinks in this proportion, and is refused where it is nil.
  var gain: Double? { get }

  /// The second moment that the estimator itself keeps.
  var secondMoment: SecondMoment { get }

  /// The update in mathematics: lines `symbol ← expression` that turn `g` into `d`.
  var equations: [String] { get }

  /// Prepares a step: the numbers that the loops need, computed once.
  ///
  /// A pass of at most 24 bytes (six `Float`s) costs no memory.
  ///
  /// - Parameters:
  ///   - step: the numbers of the step.
  ///   - scalars: the scalars declared, in order; what is written is kept.
  func pass(at step: StepContext, scalars: inout MutableSpan<Double>) -> any MomentPass
}

extension MomentEstimator {
  /// No second moment.
  public var secondMoment: SecondMoment { .none }
}

/// A moment estimator at one step.
public protocol MomentPass: Sendable {
  /// Writes the direction.
  ///
  /// - Parameters:
  ///   - direction: to overwrite; on entry, the elements are undefined.
  ///   - gradient: the transformed gradient.
  ///   - state: the arrays declared, for the same elements.
  func estimate(
    _ direction: inout MutableSpan<Float>, from gradient: Span<Float>, state: inout StateView)
}
