import Kernels

extension Tensor {
  /// The Gaussian error linear unit of every element: x Φ(x), where Φ is the distribution function of
  /// the standard normal distribution.
  ///
  /// ```text
  /// y  = x Φ(x)            Φ(x) = (1 + erf(x / √2)) / 2
  /// y′ = Φ(x) + x φ(x)     φ(x) = exp(−x² / 2) / √(2π)
  /// ```
  ///
  /// - Source: Hendrycks and Gimpel, 2016, <https://arxiv.org/abs/1606.08415>.
  /// - Differs: nothing; it is the exact form, not the one with the hyperbolic tangent.
  /// - Returns: a tensor of the same shape.
  public func gelu() -> Tensor {
    elementwise("gelu") { x, y in
      for i in y.indices { y[i] = x[i] * normalDistribution(x[i]) }
    } pullback: { x, _, g, into in
      for i in into.indices {
        into[i] = g[i] * (normalDistribution(x[i]) + x[i] * normalDensity(x[i]))
      }
    }
  }
}

/// Φ(x) = (1 + erf(x / √2)) / 2.
@inline(__always) private func normalDistribution(_ x: Float) -> Float {
  0.5 * (1 + errorFunction(0.707_106_77 * x))
}

/// φ(x) = exp(−x² / 2) / √(2π).
@inline(__always) private func normalDensity(_ x: Float) -> Float {
  0.398_942_28 * exponential(-0.5 * x * x)
}
