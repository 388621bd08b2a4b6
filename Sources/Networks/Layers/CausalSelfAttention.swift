public import Autodiff
import Kernels

/// Attention of each position to itself and to what comes before it, by several heads.
///
/// - Source: Vaswani et al., 2017, § 3.2, <https://arxiv.org/abs/1706.03762>.
public struct CausalSelfAttention: Layer {
  /// Makes queries, keys and values of the input.
  public let projection: Linear

  /// Mixes the heads.
  public let output: Linear

  /// Drops attention weights.
  public let dropout: Dropout

  /// The number of heads.
  public let heads: Int

  /// The names of PyTorch's `MultiheadAttention`.
  public static let names = [
    "projection.weight": "in_proj_weight", "projection.bias": "in_proj_bias", "output": "out_proj",
  ]

  /// Creates a layer; weights start Glorot-uniform unless said otherwise, biases as 0.
  ///
  /// - Parameters:
  ///   - width: the width of a position, a multiple of the heads.
  ///   - heads: the number of heads, in `1...`.
  ///   - dropout: the share of attention weights to drop, in `0 ..< 1`.
  ///   - initializer: how the weights start.
  ///   - generator: where randomness comes from.
  public init(
    width: Int, heads: Int, dropout: Float = 0, initializer: Initializer = .glorotUniform,
    using generator: inout SplitMix64
  ) {
    require(
      heads >= 1 && width % heads == 0,
      "CausalSelfAttention: width must be a multiple of heads, but they are \(width) and \(heads)")
    projection = Linear(
      from: width, to: 3 * width, initializer: initializer, biasInitializer: .constant(0),
      using: &generator)
    output = Linear(
      from: width, to: width, initializer: initializer, biasInitializer: .constant(0),
      using: &generator)
    self.dropout = Dropout(dropout, using: &generator)
    self.heads = heads
  }

  /// What the positions attend to.
  ///
  /// - Parameter x: of shape `[batch, length, width]`.
  /// - Returns: a tensor of the same shape.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    require(
      x.rank == 3,
      "CausalSelfAttention: the shape must be [batch, length, width], but is \(x.shape)")
    let projected = projection(x)
    if dropout.rate == 0 || !Graph.isTraining {
      return output(projected.causalSelfAttention(heads: heads))
    }
    let (batch, length, width) = (x.shape[0], x.shape[1], x.shape[2])
    let parts = projected.reshaped([batch, length, 3, heads, width / heads])
      .permuted(2, 0, 3, 1, 4)
    let (queries, keys, values) = (head(parts, 0), head(parts, 1), head(parts, 2))
    let mixed = queries.causalAttention(keys: keys, values: values, dropout: dropout.callAsFunction)
    return output(mixed.permuted(0, 2, 1, 3).reshaped([batch, length, width]))
  }

  /// Queries, keys or values, of shape `[batch, heads, length, width / heads]`.
  private func head(_ parts: Tensor, _ index: Int) -> Tensor {
    parts.slice(index..<(index + 1), along: 0).reshaped(Array(parts.shape.dropFirst()))
  }
}
