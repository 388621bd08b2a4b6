import Kernels

extension Tensor {
  /// The mean squared difference from a target.
  ///
  /// - Parameter target: a tensor of the same shape.
  /// - Returns: a scalar.
  public func meanSquaredError(_ target: Tensor) -> Tensor {
    difference(from: target, "meanSquaredError").squared().mean()
  }

  /// The mean Huber loss of the differences from a target: squared where they are small, linear where
  /// they are large.
  ///
  /// ```text
  /// ½ d²            where |d| ≤ δ
  /// δ (|d| − ½ δ)   elsewhere
  /// ```
  ///
  /// - Parameters:
  ///   - target: a tensor of the same shape.
  ///   - threshold: the difference δ where the loss becomes linear, above 0.
  /// - Returns: a scalar.
  /// - Source: Huber, 1964, <https://doi.org/10.1214/aoms/1177703732>.
  public func huberLoss(_ target: Tensor, threshold: Float = 1) -> Tensor {
    require(threshold > 0, "huberLoss", "threshold must be above 0, but is \(threshold)")
    return difference(from: target, "huberLoss").elementwise("huberLoss") { d, y in
      for i in y.indices {
        let size = abs(d[i])
        y[i] = size <= threshold ? 0.5 * size * size : threshold * (size - 0.5 * threshold)
      }
    } pullback: { d, _, g, into in
      for i in into.indices {
        into[i] = g[i] * Swift.max(-threshold, Swift.min(threshold, d[i]))
      }
    }.mean()
  }

  /// The difference from a tensor of the same shape: a loss repeats nothing silently.
  private func difference(from target: Tensor, _ operation: String) -> Tensor {
    require(
      shape == target.shape, operation,
      "the shapes \(shape) and \(target.shape) must be the same")
    return self - target
  }
}
