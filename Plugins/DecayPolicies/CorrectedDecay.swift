public import Optimization

/// Shrinks every parameter by a share of itself that follows the square of the learning rate.
///
/// ```text
/// θ ← (1 − λ ηₜ² / η_max) θ
/// ```
///
/// In a layer followed by a normalization, decay and gradient balance where ‖g‖/‖θ‖ is
/// √(2 Rₜ) / ηₜ: with decoupled decay that grows as the learning rate falls, with this one it stays.
///
/// ```swift
/// let decay: CorrectedDecay = .corrected(0.1)
/// #expect(decay.share.value(at: [.η: 0.25, .peak: 0.5]) == 0.1 * 0.25 * 0.5)
/// ```
///
/// - Source: Defazio, 2025, AdamC, <https://arxiv.org/abs/2506.02285>.
/// - Differs: nothing. The paper applies it to normalized layers only: give those a group of their own.
/// - Edge cases: refused with a schedule whose peak isn't known. At the peak it is decoupled decay;
///   where the peak is 0 nothing decays.
/// - Complexity: no pass and no state of its own.
public struct CorrectedDecay: DecayPolicy {
  public static let name = "corrected"
  public static let source = "Defazio, 2025 (AdamC)"

  /// λ per unit of learning rate at the peak, in `0...`.
  public let rate: Double

  public var bounds: [Bound<Self>] { [Bound(\.rate, in: 0...)] }

  public var share: Formula { Formula(rate) * .η * (.η / .peak) }
}

extension DecayPolicy where Self == CorrectedDecay {
  /// Weight decay in proportion to the square of the learning rate, over its peak.
  public static func corrected(_ rate: Double) -> Self { Self(rate: rate).checked() }
}
