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
      let x = self.value
      rows.forEach { row in
        let x = x.block(row, rows.length)
        var y = y.block(row, rows.length).mutableSpan
        let (largest, sum) = exponentiateBelowLargest(x.span, into: &y)
        let (input, offset) = (x.span, Float(Foundation.log(sum)))
        for i in y.indices { y[i] = input[i] - largest - offset }
      }
    } pullback: { y in
      self.receive { into in
        let (upstream, y) = (y.upstream, y.value)
        rows.forEach { row in
          let (g, y) = (upstream.block(row, rows.length), y.block(row, rows.length))
          let (upstream, powers) = (g.span, y.span)
          let total = Float(Kernels.sum(upstream))
          var into = into.block(row, rows.length).mutableSpan
          for i in into.indices { into[i] = upstream[i] - total * Kernels.exponential(powers[i]) }
        }
      }
    }
  }

  private func softmax(_ operation: String, _ rows: Rows) -> Tensor {
    Tensor(operation, shape: shape, of: [self]) { y in
      let x = self.value
      rows.forEach { row in rows.softmax(row, x, into: y) }
    } pullback: { y in
      self.receive { into in
        let (upstream, y) = (y.upstream, y.value)
        rows.forEach { row in
          let (g, y) = (upstream.block(row, rows.length), y.block(row, rows.length))
          let (upstream, shares) = (g.span, y.span)
          let mean = Float(dotProduct(upstream, shares))
          var into = into.block(row, rows.length).mutableSpan
          for i in into.indices { into[i] = shares[i] * (upstream[i] - mean) }
        }
      }
    }
  }
}

extension Rows {
  /// Writes the softmax of a row; 0 for what it does not see.
  fileprivate func softmax(_ row: Int, _ x: StorageSlice, into y: StorageSlice) {
    let visible = visible(row)
    let (x, y) = (x.block(row, length).part(visible), y.block(row, length))
    var powers = y.part(visible).mutableSpan
    let (_, sum) = exponentiateBelowLargest(x.span, into: &powers)
    let factor = Float(1 / sum)
    powers.scale(by: factor)
    if visible.count < length { fill(y.part(visible.count..<length), with: 0) }
  }
}
