import Kernels

extension Tensor {
  /// Attention in which each position sees itself and what comes before it.
  ///
  /// ```text
  /// y = dropout(softmax(mask(Q Kᵀ / √width))) V
  /// ```
  ///
  /// - Parameters:
  ///   - keys: K, of the shape of this tensor Q, `[…, length, width]`.
  ///   - values: V, of shape `[…, length, any width]`.
  ///   - dropout: changes the attention weights, of shape `[…, length, length]`; left out, nothing.
  /// - Returns: a tensor of shape `[…, length, width of V]`.
  /// - Source: Vaswani et al., 2017, § 3.2.1, <https://arxiv.org/abs/1706.03762>.
  public func causalAttention(
    keys: Tensor, values: Tensor, dropout: (Tensor) -> Tensor = { $0 }
  ) -> Tensor {
    require(
      rank >= 2 && shape == keys.shape, "causalAttention",
      "the shapes \(shape) of the queries and \(keys.shape) of the keys must be the same, of two "
        + "axes at least")
    let factor = 1 / Float(shape[rank - 1]).squareRoot()
    let scores = matrixProduct(keys, transposingRight: true) * factor
    return dropout(scores.causalSoftmax()).matrixProduct(values)
  }

  /// Attention by several heads, in which each position sees itself and what comes before it.
  ///
  /// The same as `causalAttention` of each head, but queries, keys and values are read where a projection
  /// has left them, and the scores are never held all at once.
  ///
  /// - Parameter heads: the number of heads; this tensor holds queries, keys and values, of shape
  ///   `[batch, length, 3 · heads · width]`.
  /// - Returns: a tensor of shape `[batch, length, heads · width]`.
  /// - Source: Vaswani et al., 2017, § 3.2.2, <https://arxiv.org/abs/1706.03762>; the scores of a few
  ///   rows at a time as in Dao et al., 2022, <https://arxiv.org/abs/2205.14135>.
  public func causalSelfAttention(heads: Int) -> Tensor {
    require(heads >= 1, "causalSelfAttention", "heads must be in 1..., but is \(heads)")
    require(
      rank == 3 && shape[2] % (3 * heads) == 0, "causalSelfAttention",
      "the shape must be [batch, length, a multiple of \(3 * heads)], but is \(shape)")
    let (batch, length, width) = (shape[0], shape[1], shape[2] / (3 * heads))
    let attention = CausalAttention(batch: batch, length: length, heads: heads, width: width)
    let normalizers = Tensor(
      keeping: "causalSelfAttention", shape: [batch, heads, length], value: { _ in })
    return Tensor("causalSelfAttention", shape: [batch, length, heads * width], of: [self]) { y in
      attention.apply(self.value, into: y, normalizers: normalizers.value)
    } pullback: { y in
      self.receive { into in
        attention.pull(
          y.upstream, results: y.value, normalizers: normalizers.value, projection: self.value,
          into: into)
      }
    }
  }
}
