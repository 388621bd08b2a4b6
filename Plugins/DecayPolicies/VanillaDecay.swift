public import Optimization

/// Shrinks every parameter by a fixed share of itself, whatever the learning rate is.
///
/// ```text
/// θ ← (1 − λ′) θ
/// ```
///
/// - Source: Hanson and Pratt, 1988; "vanilla" weight decay in Xie et al., NeurIPS 2023,
///   <https://arxiv.org/abs/2011.11152>.
/// - Differs: nothing. With a learning rate that changes, the stationary points change with it
///   (Theorem 1 of Xie et al.).
/// - Complexity: no pass and no state of its own.
public struct VanillaDecay: DecayPolicy {
  public static let name = "vanilla"
  public static let source = "Hanson and Pratt, 1988"

  /// λ′, the share of a parameter that a step takes away, in `0 ... 1`.
  public let rate: Double

  public var bounds: [Bound<Self>] { [Bound(\.rate, in: 0...1)] }

  public var share: Formula { Formula(rate) }
}

extension DecayPolicy where Self == VanillaDecay {
  /// Weight decay that does not follow the learning rate.
  public static func vanilla(_ rate: Double) -> Self { Self(rate: rate).checked() }
}
