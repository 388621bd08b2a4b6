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

  /// Takes the whole step of some elements in one loop, bit for bit as the parts one after the other would.
  ///
  /// Pairs have it; there is no need to implement it.
  ///
  /// - Parameters:
  ///   - parameters: to change in place.
  ///   - gradient: of the same elements, before the transforms.
  ///   - step: everything else that is done.
  ///   - state: the arrays of the moment estimator, and then those declared.
  /// - Returns: whether it did; false where the parts must run one after the other.
  func descend(
    _ parameters: inout MutableSpan<Float>, gradient: Span<Float>, step: LinearStep,
    state: inout StateView
  ) -> Bool
}

extension PreconditionerPass {
  /// The parts run one after the other.
  public func descend(
    _ parameters: inout MutableSpan<Float>, gradient: Span<Float>, step: LinearStep,
    state: inout StateView
  ) -> Bool {
    false
  }
}
