public import Autodiff

/// A table of vectors, one for each token.
public struct Embedding: Model {
  /// The table, of shape `[tokens, width]`.
  public let weight: Parameter

  /// Creates a table; it starts normal with variance 1, as in PyTorch, unless said otherwise.
  ///
  /// - Parameters:
  ///   - tokens: the number of vectors, in `1...`.
  ///   - width: the length of a vector, in `1...`.
  ///   - initializer: how the table starts.
  ///   - generator: where randomness comes from.
  public init(
    tokens: Int, width: Int, initializer: Initializer = .normal(deviation: 1),
    using generator: inout SplitMix64
  ) {
    weight = Parameter(
      "weight", shape: [tokens, width], kind: .embedding, initializer, using: &generator)
  }

  /// The vectors of tokens.
  ///
  /// - Parameters:
  ///   - tokens: the token at each place, in `0 ..< tokens`.
  ///   - shape: the extents that the places are arranged in; left out, a vector of them.
  /// - Returns: a tensor of shape `shape + [width]`.
  public func callAsFunction(_ tokens: [Int], shape: [Int]? = nil) -> Tensor {
    Tensor(weight).embedding(tokens, shape: shape)
  }
}
