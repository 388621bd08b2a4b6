public import Optimization

/// Shrinks every parameter by a share of itself that follows the shape of the learning rate, and not
/// its size.
///
/// ```text
/// θ ← (1 − λ ηₜ / η_max) θ
/// ```
///
/// ```swift
/// let decay: IndependentDecay = .independent(0.1)
/// #expect(decay.share.value(at: [.η: 0.01, .peak: 0.04]) == 0.1 * 0.25)
/// ```
///
/// - Source: Loshchilov and Hutter, 2019, Algorithms 1 and 2, <https://arxiv.org/abs/1711.05101>: their
///   schedule multiplier is ηₜ / η_max. Wortsman et al., 2023, section 3.2.2,
///   <https://arxiv.org/abs/2309.14322>, and the Shampoo of Meta call it independent.
/// - Differs: nothing.
/// - Edge cases: refused with a schedule whose peak isn't known. Where the peak is 0 nothing decays.
/// - Complexity: no pass and no state of its own.
public struct IndependentDecay: DecayPolicy {
  public static let name = "independent"
  public static let source = "Loshchilov and Hutter, 2019, Algorithm 2, to the letter"

  /// λ, the share that a step at the peak takes away, in `0 ... 1`.
  public let rate: Double

  public var bounds: [Bound<Self>] { [Bound(\.rate, in: 0...1)] }

  public var share: Formula { (.peak .> 0) * (Formula(rate) * (.η / .peak)) }
}

extension DecayPolicy where Self == IndependentDecay {
  /// Weight decay that follows the shape of the learning rate, and not its size.
  public static func independent(_ rate: Double) -> Self { Self(rate: rate).checked() }

  /// Another name for `independent(_:)`.
  public static func shapeCoupled(_ rate: Double) -> Self { independent(rate) }
}
