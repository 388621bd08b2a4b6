import Foundation
import Kernels

extension Tensor {
  /// The softmax along the last axis: positive numbers whose sum is 1.
  ///
  /// ```text
  /// yᵢ = exp(xᵢ − max x) / Σⱼ exp(xⱼ − max x)
  /// ```
  ///
  /// - Returns: a tensor of the same shape.
  public func softmax() -> Tensor {
    softmax("softmax", Rows(shape, "softmax"))
  }

  /// The softmax along the last axis of square matrices, where row i only sees columns 0 to i.
  ///
  /// What a row does not see gets 0: position i of a text attends to nothing that comes after it.
  ///
  /// - Precondition: the last two axes have the same extent.
  /// - Returns: a tensor of the same shape.
  public func causalSoftmax() -> Tensor {
    require(
      rank >= 2 && shape[rank - 2] == shape[rank - 1], "causalSoftmax",
      "the last two axes must have the same extent, but the shape is \(shape)")
    return softmax("causalSoftmax", Rows(shape, "causalSoftmax", isCausal: true))
  }

  /// The logarithm of the softmax along the last axis.
  ///
  /// ```text
  /// yᵢ = xᵢ − max x − log Σⱼ exp(xⱼ − max x)
  /// ```
  ///
  /// - Returns: a tensor of the same shape.
  public func logSoftmax() -> Tensor {
    let rows = Rows(shape, "logSoftmax")
    return Tensor("logSoftmax", shape: shape, of: [self]) { y in
      rows.subtractLargest(self.value, into: y)
      withScratch(count: self.count) { powers in
        exponentiate(y, into: powers)
        rows.forEach(y, powers) { y, powers in
          shift(y, by: -Float(log(Kernels.sum(powers.span))))
        }
      }
    } pullback: { y in
      self.receive { into in
        exponentiate(y.value, into: into)
        rows.forEach(y.upstream, into) { g, into in
          let total = Float(Kernels.sum(g.span))
          let g = g.span
          var into = into.mutableSpan
          for i in into.indices { into[i] = g[i] - total * into[i] }
        }
      }
    }
  }

  private func softmax(_ operation: String, _ rows: Rows) -> Tensor {
    Tensor(operation, shape: shape, of: [self]) { y in
      rows.softmax(self.value, into: y)
    } pullback: { y in
      self.receive { into in
        multiply(y.value.span, y.upstream.span, into: into)
        rows.forEach(y.value, into) { y, into in
          let total = Float(Kernels.sum(into.span))
          let y = y.span
          var into = into.mutableSpan
          for i in into.indices { into[i] -= total * y[i] }
        }
      }
    }
  }
}
