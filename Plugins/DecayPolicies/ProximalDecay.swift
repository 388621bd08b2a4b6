public import Optimization
public import Storing

/// Takes the proximal step of a penalty in place of its gradient: a decay that never turns a sign.
///
/// ```text
/// θ ← (θ − ηₜ d) / (1 + Sₜ)        S: the share of the decay inside, ηλ for decoupled decay
///   = (1 − Rₜ) (θ − ηₜ d)          Rₜ = Sₜ / (1 + Sₜ)
/// ```
///
/// ```swift
/// let decay: any DecayPolicy = .decoupled(0.5).proximal
/// #expect(decay.share.description == "η·0.5·k / (1 + η·0.5·k)")
/// #expect(decay.share.value(at: [.η: 2, .multiplier: 1]) == 0.5)
/// ```
///
/// - Source: Xie, Zhou, Li, Lin and Yan, 2022, Algorithm 1, line 7 (Adan),
///   <https://arxiv.org/abs/2208.06677>.
/// - Differs: nothing; a group's decay multiplier k belongs to λ.
/// - Edge cases: never more than everything is taken away, so that no decay is limited. Only for decay in
///   proportion to the parameter.
/// - Complexity: one pass over each tile; no state of its own.
public struct ProximalDecay: DecayModifier {
  public static let name = "proximal"
  public static let source = "Xie, Zhou, Li, Lin and Yan, 2022, Algorithm 1 (Adan)"

  /// The penalty: a decay of the parameters in proportion to them.
  @Held public var base: any DecayPolicy

  public var bounds: [Bound<Self>] { [.baseActsOnParameters, .basePullsInProportion] }

  public var share: Formula {
    let penalty = base.share * .multiplier
    return penalty / (1 + penalty)
  }

  public var lines: [Assignment] { lines(pullingBy: .θ - .η * .d) }

  public func pass(at step: StepContext) -> any DecayPass { MovedShrinkage(at: step) }
}

extension DecayPolicy {
  /// The proximal step of the same decay, after the step.
  public var proximal: ProximalDecay { ProximalDecay(base: self).checked() }
}
