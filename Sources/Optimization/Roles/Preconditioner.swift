/// Rescales the direction by curvature or scale: P of the equation.
///
/// ```text
/// d ← P(d)
/// ```
public protocol Preconditioner: GainStating {
  /// Whether the decay of the parameters is added to the direction here instead, so that what
  /// follows scales it, too: d ← P(d) + (Rₜ/ηₜ) θ. At a learning rate of 0 nothing decays.
  var absorbsDecay: Bool { get }

  /// The update in mathematics: lines `symbol ← expression` that change `d`.
  var equations: [String] { get }

  /// Prepares a step: the numbers that the loops need, computed once.
  ///
  /// A pass of at most 24 bytes (six `Float`s) costs no memory.
  ///
  /// - Parameters:
  ///   - step: the numbers of the step.
  ///   - scalars: the scalars declared, in order; what is written is kept.
  /// - Returns: the preconditioner at this step.
  func pass(at step: StepContext, scalars: inout MutableSpan<Double>) -> any PreconditionerPass
}

extension Preconditioner {
  /// The decay acts on the parameters.
  public var absorbsDecay: Bool { false }
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

  /// The sum of the second moment, bias-corrected, over the elements, after `rescale`.
  ///
  /// Asked where the mean can't be known before the pass: of parts whose second moment is `measured`,
  /// and of others where the moment estimator changes what they measure. Parts with a second moment
  /// implement it; the default stops the program.
  ///
  /// - Parameters:
  ///   - state: the arrays declared.
  ///   - count: the number of elements.
  /// - Returns: Σ v̂.
  func sumOfSecondMoments(_ state: inout StateView, count: Int) -> Double

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

  /// Stops the program: a sum of 0 would be no decay, without a word.
  public func sumOfSecondMoments(_ state: inout StateView, count: Int) -> Double {
    fatalError("\(Self.self): sumOfSecondMoments must be implemented by what has a second moment")
  }
}
