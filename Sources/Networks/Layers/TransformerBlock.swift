public import Autodiff

/// Attention and a small network at each position, each behind a layer norm and beside a bypass.
///
/// ```text
/// x ← x + attention(norm x)
/// x ← x + W₂ gelu(W₁ norm x)
/// ```
///
/// - Source: Vaswani et al., 2017, <https://arxiv.org/abs/1706.03762>.
/// - Differs: norms stand before the parts, as in GPT-2, and GELU is used.
public struct TransformerBlock: Layer {
  /// The norm before attention.
  public let attentionNorm: LayerNorm
  /// Attention.
  public let attention: CausalSelfAttention
  /// The norm before the network.
  public let networkNorm: LayerNorm
  /// The first layer of the network.
  public let expansion: Linear
  /// The second layer of the network.
  public let contraction: Linear
  /// Drops results of both parts.
  public let dropout: Dropout

  /// Creates a block; weights start Glorot-uniform, biases as 0.
  ///
  /// - Parameters:
  ///   - width: the width of a position, a multiple of the heads.
  ///   - heads: the number of heads, in `1...`.
  ///   - expansion: how many times wider the network is inside, in `1...`.
  ///   - dropout: the share of attention weights and of the results of both parts to drop, in
  ///     `0 ..< 1`.
  ///   - generator: where randomness comes from.
  public init(
    width: Int, heads: Int, expansion: Int = 4, dropout: Float = 0,
    using generator: inout SplitMix64
  ) {
    attentionNorm = LayerNorm(width: width)
    attention = CausalSelfAttention(
      width: width, heads: heads, dropout: dropout, using: &generator)
    networkNorm = LayerNorm(width: width)
    self.expansion = Linear(
      from: width, to: expansion * width, initializer: .glorotUniform,
      biasInitializer: .constant(0), using: &generator)
    contraction = Linear(
      from: expansion * width, to: width, initializer: .glorotUniform,
      biasInitializer: .constant(0), using: &generator)
    self.dropout = Dropout(dropout, using: &generator)
  }

  /// The positions after both parts.
  ///
  /// - Parameter x: of shape `[batch, length, width]`.
  /// - Returns: a tensor of the same shape.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let attended = x + dropout(attention(attentionNorm(x)))
    return attended + dropout(contraction(expansion(networkNorm(attended)).gelu()))
  }
}
