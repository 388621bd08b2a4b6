/// Averages gradients over time: M of the equation, the direction of a step.
///
/// ```text
/// d ← M(g)
/// ```
public protocol MomentEstimator: GainStating {
  /// Whether the estimator changes what the preconditioner measures as the gradient.
  var observes: Bool { get }

  /// Whether a preconditioner inside the estimator absorbs the decay of the parameters, so that it is
  /// averaged, too.
  var absorbsDecay: Bool { get }

  /// The update in mathematics: lines `symbol ← expression` that turn `g` into `d`.
  var equations: [String] { get }

  /// What the average is multiplied by to correct for its start, in mathematics: an expression of
  /// `t`; `1` where it isn't.
  var scaleFormula: String { get }

  /// Prepares a step: the numbers that the loops need, computed once.
  ///
  /// A pass of at most 24 bytes (six `Float`s) costs no memory.
  ///
  /// - Parameters:
  ///   - step: the numbers of the step.
  ///   - scalars: the scalars declared, in order; what is written is kept.
  /// - Returns: the estimator at this step.
  func pass(at step: StepContext, scalars: inout MutableSpan<Double>) -> any MomentPass
}

extension MomentEstimator {
  /// The preconditioner measures the gradient itself.
  public var observes: Bool { false }

  /// The decay is none of the estimator's business.
  public var absorbsDecay: Bool { false }

  /// No correction.
  public var scaleFormula: String { "1" }
}

/// A moment estimator at one step.
public protocol MomentPass: Sendable {
  /// What the average is multiplied by to correct for its start; 1 where it isn't.
  var scale: Double { get }

  /// The same as a linear average, where it is one.
  var linear: LinearAverage? { get }

  /// Changes what the preconditioner measures as the gradient, before `estimate` runs.
  ///
  /// Called only where the estimator says that it `observes`.
  ///
  /// - Parameters:
  ///   - gradient: a copy of the tile's gradient, which only the preconditioner will see.
  ///   - state: the arrays declared, for the same elements, as the last step left them.
  func observe(_ gradient: inout MutableSpan<Float>, state: inout StateView)

  /// Writes the direction.
  ///
  /// - Parameters:
  ///   - direction: to overwrite; on entry, the elements are undefined.
  ///   - tile: the gradient and the values of the same elements.
  ///   - state: the arrays declared, for the same elements.
  func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView)
}

extension MomentPass {
  /// No correction.
  public var scale: Double { 1 }

  /// It is none.
  public var linear: LinearAverage? { nil }

  /// Nothing to change.
  public func observe(_ gradient: inout MutableSpan<Float>, state: inout StateView) {}
}
