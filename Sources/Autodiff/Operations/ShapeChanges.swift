import Kernels

extension Tensor {
  /// The same elements, in the same order, in another shape.
  ///
  /// Nothing is copied.
  ///
  /// - Parameter shape: the extent of each axis; it has as many elements as the tensor.
  /// - Returns: a tensor of that shape.
  public func reshaped(_ shape: [Int]) -> Tensor {
    require(
      shape.elementCount == count, "reshaped",
      "the shapes \(self.shape) and \(shape) have \(count) and \(shape.elementCount) elements")
    return Tensor("reshaped", viewing: self, shape: shape) { y in
      self.receive(sharing: y.upstream)
    }
  }

  /// The axes from one on merged into one.
  ///
  /// Nothing is copied.
  ///
  /// - Parameter axis: the first axis to merge, in `-rank ..< rank`.
  /// - Returns: a tensor of `axis + 1` axes.
  public func flattened(from axis: Int = 0) -> Tensor {
    let axis = shape.axis(axis, "flattened")
    return reshaped(Array(shape[..<axis]) + [Array(shape[axis...]).elementCount])
  }

  /// The axes in another order.
  ///
  /// ```swift
  /// let images = Tensor(repeating: 0, shape: [8, 14, 20, 3])
  /// #expect(images.permuted(0, 3, 1, 2).shape == [8, 3, 14, 20])
  /// ```
  ///
  /// - Parameter order: for each axis of the result the axis of this tensor, each axis once, in
  ///   `-rank ..< rank`.
  /// - Returns: a tensor with the elements in the new order.
  public func permuted(_ order: Int...) -> Tensor {
    permuted(order)
  }

  /// The last two axes exchanged.
  public func transposed() -> Tensor {
    require(rank >= 2, "transposed", "the tensor needs two axes, but its shape is \(shape)")
    return permuted(Array(0..<(rank - 2)) + [rank - 1, rank - 2])
  }

  private func permuted(_ order: [Int]) -> Tensor {
    let order = order.map { shape.axis($0, "permuted") }
    require(
      order.sorted() == Array(shape.indices), "permuted",
      "each axis of the shape \(shape) must be given once, but the axes are \(order)")
    let result = order.map { shape[$0] }
    let strides = shape.denseStrides
    return Tensor("permuted", shape: result, of: [self]) { y in
      gather(self.value, strides: order.map { strides[$0] }, into: y, shape: result)
    } pullback: { y in
      let upstreamStrides = result.denseStrides
      var inverse = [Int](repeating: 0, count: order.count)
      for (axis, source) in order.enumerated() { inverse[source] = upstreamStrides[axis] }
      self.receive { into in
        gather(y.upstream, strides: inverse, into: into, shape: self.shape)
      }
    }
  }
}

/// Copies elements that lie with strides into a dense array.
private func gather(
  _ source: StorageSlice, strides: [Int], into target: StorageSlice, shape: [Int]
) {
  let rows = StridedLoops(shape: shape, first: strides, second: strides)
  let (length, step) = (rows.rowLength, rows.firstStep)
  let x = source.span
  for row in rows {
    let part = target.part(row.position..<(row.position + length))
    if step == 1 {
      copy(x.extracting(row.first..<(row.first + length)), to: part)
    } else {
      var y = part.mutableSpan
      for i in y.indices { y[i] = x[row.first + i * step] }
    }
  }
}
