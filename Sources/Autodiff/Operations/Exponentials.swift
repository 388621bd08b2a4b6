import Foundation
import Kernels

extension Tensor {
  /// e to the power of every element.
  public func exp() -> Tensor {
    elementwise("exp") { x, y in
      Kernels.exponential(x, into: &y)
    } pullback: { _, y, g, into in
      for i in into.indices { into[i] = g[i] * y[i] }
    }
  }

  /// The natural logarithm of every element: −∞ at 0, not a number below.
  public func log() -> Tensor {
    elementwise("log") { x, y in
      Kernels.logarithm(x, into: &y)
    } pullback: { x, _, g, into in
      for i in into.indices { into[i] = g[i] / x[i] }
    }
  }

  /// The square root of every element: its slope is infinite at 0; not a number below.
  public func sqrt() -> Tensor {
    elementwise("sqrt") { x, y in
      Kernels.squareRoot(x, into: &y)
    } pullback: { _, y, g, into in
      for i in into.indices { into[i] = 0.5 * g[i] / y[i] }
    }
  }

  /// Every element multiplied by itself.
  public func squared() -> Tensor {
    elementwise("squared") { x, y in
      for i in y.indices { y[i] = x[i] * x[i] }
    } pullback: { x, _, g, into in
      for i in into.indices { into[i] = 2 * g[i] * x[i] }
    }
  }

  /// Every element to the power of a number.
  ///
  /// - Parameter exponent: the exponent, the same for all; for one that is no integer, elements below
  ///   0 give not a number.
  /// - Returns: a tensor of the same shape.
  public func power(_ exponent: Float) -> Tensor {
    elementwise("power") { x, y in
      for i in y.indices { y[i] = pow(x[i], exponent) }
    } pullback: { x, _, g, into in
      // An exponent of 0 is a constant, at 0 too, where its derivative would be 0 · ∞.
      for i in into.indices {
        into[i] = exponent == 0 ? 0 : g[i] * exponent * pow(x[i], exponent - 1)
      }
    }
  }
}
