public import Optimization

/// Shrinks every parameter by a share of itself that is scaled like the step: stable weight decay.
///
/// ```text
/// θ ← (1 − ηₜ λ · gain) θ
/// ```
///
/// The gain is what moments and preconditioner make of a unit gradient on average: 1/√v̄ₜ for Adam,
/// with v̄ₜ the mean of v̂ₜ over all elements of all groups that have a gradient (AdamS);
/// (1 − dampening)/(1 − β) for momentum (SGDS); their product for any other pair.
///
/// ```swift
/// let decay: StableWeightDecay = .stable(5e-4)
/// #expect(decay.share.description == "η·0.0005·gain")
/// #expect(decay.share.value(at: [.η: 0.1, .gain: 10]) == 0.1 * 5e-4 * 10)
/// ```
///
/// - Source: Xie et al., NeurIPS 2023, <https://arxiv.org/abs/2011.11152> (called stable weight decay
///   in the earlier versions, scheduled weight decay in the last), and the authors' code.
/// - Differs: where v̄ₜ is 0 nothing is decayed (the source divides by it); where the factor would be
///   negative it stops at 0, and the step report says so (the source turns the sign).
/// - Edge cases: groups whose decay multiplier is 0 count in v̄ₜ, as in the authors' code. Refused
///   where a part can't state its gain.
/// - Complexity: no pass and no state of its own; one read of the gradients before the pass.
public struct StableWeightDecay: DecayPolicy {
  public static let name = "stable"
  public static let source = "Xie et al., 2023"

  /// λ per unit of effective learning rate, in `0...`; the authors' experiments use 5e-4.
  public let rate: Double

  public var bounds: [Bound<Self>] { [Bound(\.rate, in: 0...)] }

  public var share: Formula { .η * Formula(rate) * .gain }
}

extension DecayPolicy where Self == StableWeightDecay {
  /// Stable weight decay of the given rate.
  public static func stable(_ rate: Double) -> Self { Self(rate: rate).checked() }
}
