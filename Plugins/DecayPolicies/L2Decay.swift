public import Optimization

/// Adds the gradient of ½λ‖θ‖² to the gradient, before moments and preconditioner see it.
///
/// ```text
/// g ← g + λ θ
/// ```
///
/// - Source: Tikhonov regularization; the baseline of Loshchilov and Hutter, 2019,
///   <https://arxiv.org/abs/1711.05101>.
/// - Differs: nothing. It is decoupled decay for plain SGD, and for nothing else.
/// - Complexity: one pass over each tile; no state.
public struct L2Decay: DecayPolicy {
  public static let name = "coupled"
  public static let source = "Tikhonov, 1943"

  /// λ, the weight of the penalty, in `0...`.
  public let rate: Double

  public var bounds: [Bound<Self>] { [Bound(\.rate, in: 0...)] }

  public var entry: DecayEntry { .gradient }

  public var share: Formula { Formula(rate) }
}

extension DecayPolicy where Self == L2Decay {
  /// The penalty ½λ‖θ‖² in the gradient.
  public static func coupled(_ rate: Double) -> Self { Self(rate: rate).checked() }

  /// The same under its older name.
  public static func l2(_ rate: Double) -> Self { coupled(rate) }
}
