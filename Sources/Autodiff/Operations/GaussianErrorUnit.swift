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
      gaussianErrorUnit(x, into: &y)
    } pullback: { x, _, upstream, into in
      gaussianErrorUnitPullback(upstream, at: x, into: &into)
    }
  }
}
