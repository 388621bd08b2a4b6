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
}
