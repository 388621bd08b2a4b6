public import Autodiff

/// Takes steps over groups of parameters: an `Optimizer`, or a wrapper around one.
///
/// A wrapper takes any stepper and is one, so that wrappers nest in any order:
///
/// ```swift
/// let weight = Parameter("weight", [2, -1])
/// let group = ParameterGroup("all", [weight])
/// var optimizer = try Optimizer(.sgd(learningRate: .constant(0.1)))
///   .lookahead(period: 5, slowStep: 0.5)
///   .averagingWeights(beta: 0.999)
/// weight.setGradient([1, 1])
/// try optimizer.step([group])
/// #expect(optimizer.stepCount == 1)
/// ```
///
/// A wrapper keeps what `Optimizer` promises where its base does: where a step throws, parameters,
/// state and counters are as they were, and a copy goes on by itself from the same state.
public protocol GroupStepper {
  /// The number of steps taken; a skipped step is none.
  var stepCount: Int { get }

  /// Takes a step: every parameter with a gradient moves.
  ///
  /// - Parameters:
  ///   - groups: all groups, in any order; groups not seen before join with fresh state.
  ///   - recompute: computes the gradients of the same loss anew, at the values that the parameters
  ///     have when it is called. Wrappers that look at more than one point call it; others hand it
  ///     on, and an optimizer never calls it.
  /// - Returns: what the step did.
  /// - Throws: `OptimizerError`; then parameters and state are as they were.
  @discardableResult
  mutating func step(
    _ groups: [ParameterGroup], recompute: (() -> Void)?
  ) throws(OptimizerError) -> StepReport
}

extension GroupStepper {
  /// Takes a step with the gradients as they are.
  ///
  /// - Parameter groups: all groups, in any order; groups not seen before join with fresh state.
  /// - Returns: what the step did.
  /// - Throws: `OptimizerError`; then parameters and state are as they were.
  @discardableResult
  public mutating func step(_ groups: [ParameterGroup]) throws(OptimizerError) -> StepReport {
    try step(groups, recompute: nil)
  }
}

extension Optimizer: GroupStepper {
  /// Takes a step with the gradients as they are; the closure is not called.
  @discardableResult
  public mutating func step(
    _ groups: [ParameterGroup], recompute: (() -> Void)?
  ) throws(OptimizerError) -> StepReport {
    try step(groups)
  }
}
