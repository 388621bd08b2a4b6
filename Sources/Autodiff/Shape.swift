/// The extent of each axis of a tensor, from the outermost to the innermost.
typealias Shape = [Int]

extension Shape {
  /// The number of elements.
  var elementCount: Int {
    var count = 1
    for extent in self { count *= extent }
    return count
  }

  /// How far apart neighbours are along each axis of a dense, row-major array.
  var denseStrides: [Int] {
    var strides = [Int](repeating: 1, count: count)
    for axis in indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * self[axis + 1] }
    return strides
  }

  /// The strides of an operand of this shape inside a result of another: 0 along axes where the
  /// operand is repeated.
  func strides(broadcastTo result: Shape) -> [Int] {
    var strides = [Int](repeating: 0, count: result.count)
    var stride = 1
    for (axis, extent) in zip(result.indices.reversed(), self.reversed()) {
      strides[axis] = extent == 1 ? 0 : stride
      stride *= extent
    }
    return strides
  }

  /// The shape of an element-wise result: axes are aligned at the innermost, and an axis of extent 1
  /// or a missing one is repeated.
  func broadcast(with other: Shape, _ operation: String) -> Shape {
    if self == other { return self }
    let rank = Swift.max(count, other.count)
    var result = Shape(repeating: 1, count: rank)
    for axis in 0..<rank {
      let left = axis < rank - count ? 1 : self[axis - rank + count]
      let right = axis < rank - other.count ? 1 : other[axis - rank + other.count]
      require(
        left == right || left == 1 || right == 1, operation,
        "the shapes \(self) and \(other) do not fit: \(left) and \(right) are neither equal nor 1")
      result[axis] = Swift.max(left, right)
    }
    return result
  }

  /// The axis counted from the front, where a negative one is counted from the back.
  func axis(_ axis: Int, _ operation: String) -> Int {
    require(
      (-count..<count).contains(axis), operation,
      "the axis must be in \(-count)..<\(count) for the shape \(self), but is \(axis)")
    return axis < 0 ? axis + count : axis
  }
}
