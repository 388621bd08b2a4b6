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
    let distribution = Tensor(keeping: "gelu", shape: shape) { normalDistribution(value, into: $0) }
    return Tensor("gelu", shape: shape, of: [self]) { y in
      multiply(self.value.span, distribution.value.span, into: y)
    } pullback: { y in
      self.receive { into in
        normalDensity(self.value, into: into)
        let (x, phi, g) = (self.value.span, distribution.value.span, y.upstream.span)
        var into = into.mutableSpan
        for i in into.indices { into[i] = g[i] * (phi[i] + x[i] * into[i]) }
      }
    }
  }
}

/// Φ(x) = (1 + erf(x / √2)) / 2.
private func normalDistribution(_ x: StorageSlice, into y: StorageSlice) {
  withScratch(count: y.range.count) { scaled in
    scale(x.span, by: Float(0.5).squareRoot(), into: scaled)
    var y = y.mutableSpan
    errorFunction(scaled.span, into: &y)
    for i in y.indices { y[i] = 0.5 * (1 + y[i]) }
  }
}

/// φ(x) = exp(−x² / 2) / √(2π).
private func normalDensity(_ x: StorageSlice, into y: StorageSlice) {
  let factor = Float(1 / (2 * Double.pi).squareRoot())
  withScratch(count: y.range.count) { exponent in
    let x = x.span
    var z = exponent.mutableSpan
    for i in z.indices { z[i] = -0.5 * x[i] * x[i] }
    var y = y.mutableSpan
    exponential(exponent.span, into: &y)
    for i in y.indices { y[i] *= factor }
  }
}
