/// Rescales the direction by curvature or scale: P of the equation.
///
/// ```text
/// d ← P(d)
/// ```
///
/// Its lines change `d`. A preconditioner whose lines read `λ` adds the decay of the parameters to the
/// direction, `d ← d + λ·θ`, so that what follows scales it, too.
public protocol Preconditioner: StatefulComponent {
  /// Prepares a step: the numbers that the loops need, taken once.
  ///
  /// A pass of at most 24 bytes (six `Float`s) costs no memory.
  func pass(at step: StepContext) -> any PreconditionerPass
}

/// A preconditioner at one step.
public protocol PreconditionerPass: Sendable {
  /// Rescales the direction in place.
  ///
  /// - Parameters:
  ///   - direction: what the moment estimator made of the gradient.
  ///   - tile: the gradient and the values of the same elements.
  ///   - state: the arrays declared, for the same elements.
  func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView)
}
