/// Averages gradients over time: M of the equation, the direction of a step.
///
/// ```text
/// d ← M(g)
/// ```
///
/// Its lines turn `g` into `d`. What the average is multiplied by to correct for its start is named `s`
/// in them, `d ← m·(1 / (1 − β^t)).named(.s)`: preconditioners that need the average itself ask for it.
/// An estimator whose lines assign `g` changes what the preconditioner measures as the gradient; one
/// whose lines read `λ` adds the decay of the parameters to what it averages.
public protocol MomentEstimator: StatefulComponent {
  /// Prepares a step: the numbers that the loops need, taken once.
  ///
  /// A pass of at most 24 bytes (six `Float`s) costs no memory.
  func pass(at step: StepContext) -> any MomentPass
}

/// A moment estimator at one step.
public protocol MomentPass: Sendable {
  /// Changes what the preconditioner measures as the gradient, before `estimate` runs.
  ///
  /// Called only where the estimator's lines assign `g`.
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
  /// Nothing to change.
  public func observe(_ gradient: inout MutableSpan<Float>, state: inout StateView) {}
}
