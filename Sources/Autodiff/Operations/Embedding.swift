import Kernels

extension Tensor {
  /// The rows of a table at the given positions.
  ///
  /// ```swift
  /// let table = Tensor([[1, 2], [3, 4], [5, 6]])
  /// #expect(table.embedding([2, 0]).array == [5, 6, 1, 2])
  /// ```
  ///
  /// - Parameters:
  ///   - indices: the row to look up for each place, in `0 ..< rows`; this tensor is the table, of
  ///     shape `[rows, width]`.
  ///   - shape: the extents that the places are arranged in; left out, a vector of them.
  /// - Returns: a tensor of shape `shape + [width]`.
  public func embedding(_ indices: [Int], shape: [Int]? = nil) -> Tensor {
    require(rank == 2, "embedding", "the table needs two axes, but its shape is \(self.shape)")
    let (rows, width) = (self.shape[0], self.shape[1])
    let places = shape ?? [indices.count]
    require(
      places.elementCount == indices.count, "embedding",
      "the shape \(places) needs \(places.elementCount) indices, but there are \(indices.count)")
    for (place, row) in indices.enumerated() {
      require(
        (0..<rows).contains(row), "embedding",
        "index \(place) must be in 0..<\(rows), but is \(row)")
    }
    return Tensor("embedding", shape: places + [width], of: [self]) { y in
      let table = self.value
      for (place, row) in indices.enumerated() {
        copy(table.block(row, width).span, to: y.block(place, width))
      }
    } pullback: { y in
      self.accumulate { into, accumulates in
        if !accumulates { fill(into, with: 0) }
        let g = y.upstream
        for (place, row) in indices.enumerated() {
          add(g.block(place, width), to: into.block(row, width))
        }
      }
    }
  }
}
