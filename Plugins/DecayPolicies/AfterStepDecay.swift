public import Optimization
public import Storing

/// Lets a decay act on the parameters that the step has moved, instead of those before it.
///
/// ```text
/// θ ← (1 − Rₜ) (θ − ηₜ d)          that is: θ ← θ − (ηₜ d + Rₜ p),  p = θ − ηₜ d
/// ```
///
/// ```swift
/// let decay: any DecayPolicy = .decoupled(0.5).afterStep
/// #expect(decay.pull.description == "θ − η·d")
/// ```
///
/// - Source: the order of the authors' code of LaProp (Ziyin, Wang and Ueda, 2020,
///   <https://arxiv.org/abs/2002.04839>); Loshchilov and Hutter, 2019, decay the old parameters.
/// - Differs: nothing.
/// - Edge cases: only for decay in proportion to the parameter. What absorbs the decay into its average
///   refuses this one.
/// - Complexity: one pass over each tile; no state of its own.
public struct AfterStepDecay: DecayModifier {
  public static let name = "afterStep"
  public static let source = "Ziyin, Wang and Ueda, 2020, the authors' code (LaProp)"

  /// How much is decayed: a decay of the parameters in proportion to them.
  @Held public var base: any DecayPolicy

  public var bounds: [Bound<Self>] { [.baseActsOnParameters, .basePullsInProportion] }

  public var lines: [Assignment] { lines(pullingBy: .θ - .η * .d) }

  public func pass(at step: StepContext) -> any DecayPass { MovedShrinkage(at: step) }
}

/// Takes a share of the parameters that the step will have moved.
struct MovedShrinkage: DecayPass {
  let share: Float

  init(at step: StepContext) { share = Float(step.decay) }

  func pull(
    _ step: inout MutableSpan<Float>, parameters: Span<Float>, direction: Span<Float>,
    state: inout StateView
  ) {
    for i in step.indices { step[i] += share * (parameters[i] - step[i]) }
  }
}

extension DecayPolicy {
  /// The same decay, but of the parameters that the step has moved.
  public var afterStep: AfterStepDecay { AfterStepDecay(base: self).checked() }
}
