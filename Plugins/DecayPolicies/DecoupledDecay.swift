public import Optimization

/// Shrinks every parameter by a share of itself that follows the learning rate.
///
/// ```text
/// θ ← (1 − ηₜ λ) θ
/// ```
///
/// - Source: Loshchilov and Hutter, 2019, Algorithm 2, <https://arxiv.org/abs/1711.05101>.
/// - Differs: the whole ηₜ multiplies λ, as PyTorch's AdamW has it; the paper multiplies λ by the
///   schedule's shape only. Where ηₜ λ is above 1 the parameter becomes 0, and the report says so.
/// - Complexity: no pass and no state of its own.
public struct DecoupledDecay: DecayPolicy {
  public static let name = "decoupled"
  public static let source = "Loshchilov and Hutter, 2019, Algorithm 2; PyTorch"

  /// λ per unit of learning rate, in `0...`; PyTorch's default for AdamW is 0.01.
  public let rate: Double

  public var bounds: [Bound<Self>] { [Bound(\.rate, in: 0...)] }

  public var share: Formula { .η * Formula(rate) }
}

extension DecayPolicy where Self == DecoupledDecay {
  /// Decoupled weight decay, in proportion to the learning rate.
  public static func decoupled(_ rate: Double) -> Self { Self(rate: rate).checked() }
}
