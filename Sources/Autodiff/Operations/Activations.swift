import Kernels

extension Tensor {
  /// The rectified linear unit: every element, or 0 where it is negative.
  ///
  /// The slope at 0 is taken to be 0.
  public func relu() -> Tensor {
    elementwise("relu") { x, y in
      for i in y.indices { y[i] = x[i] < 0 ? 0 : x[i] }
    } pullback: { x, _, g, into in
      for i in into.indices {
        // Read first: a read that may be skipped blocks vectorization.
        let upstream = g[i]
        into[i] = x[i] > 0 ? upstream : 0
      }
    }
  }

  /// The hyperbolic tangent of every element.
  public func tanh() -> Tensor {
    elementwise("tanh") { x, y in
      Kernels.hyperbolicTangent(x, into: &y)
    } pullback: { _, y, g, into in
      for i in into.indices { into[i] = g[i] * (1 - y[i] * y[i]) }
    }
  }

  /// The logistic function of every element: 1 / (1 + e⁻ˣ).
  public func sigmoid() -> Tensor {
    elementwise("sigmoid") { x, y in
      Kernels.sigmoid(x, into: &y)
    } pullback: { _, y, g, into in
      for i in into.indices { into[i] = g[i] * y[i] * (1 - y[i]) }
    }
  }
}
