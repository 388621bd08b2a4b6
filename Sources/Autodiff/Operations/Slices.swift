import Kernels

extension Tensor {
  /// The elements at some positions along an axis.
  ///
  /// ```swift
  /// let x = Tensor([[1, 2, 3], [4, 5, 6]])
  /// #expect(x.slice(1..<3, along: 1).array == [2, 3, 5, 6])
  /// ```
  ///
  /// - Parameters:
  ///   - positions: at least one position, within the extent of the axis.
  ///   - axis: the axis, in `-rank ..< rank`.
  /// - Returns: a tensor with fewer elements along the axis; a slice along the first axis is no copy.
  public func slice(_ positions: Range<Int>, along axis: Int) -> Tensor {
    let axis = shape.axis(axis, "slice")
    require(
      positions.lowerBound >= 0 && positions.upperBound <= shape[axis] && !positions.isEmpty,
      "slice",
      "the positions must be some of 0..<\(shape[axis]) along axis \(axis) of the shape \(shape), "
        + "but are \(positions)")
    let blocks = AxisBlocks(shape, positions, along: axis)
    var result = shape
    result[axis] = positions.count
    if blocks.count == 1 {
      return Tensor("slice", viewing: self, blocks.range(of: 0), shape: result) { y in
        self.accumulate { into, accumulates in
          blocks.add(y.upstream, to: into, accumulates: accumulates)
        }
      }
    }
    return Tensor("slice", shape: result, of: [self]) { y in
      blocks.copy(from: self.value, to: y)
    } pullback: { y in
      self.accumulate { into, accumulates in
        blocks.add(y.upstream, to: into, accumulates: accumulates)
      }
    }
  }

  /// Tensors put one behind the other along an axis.
  ///
  /// - Parameters:
  ///   - parts: at least one tensor; all shapes are the same but along the axis.
  ///   - axis: the axis, in `-rank ..< rank`.
  /// - Returns: a tensor of which the extent along the axis is the sum of the parts'.
  public static func concatenate(_ parts: [Tensor], along axis: Int) -> Tensor {
    guard let first = parts.first else { refuse("concatenate", "there must be a tensor") }
    let axis = first.shape.axis(axis, "concatenate")
    var shape = first.shape
    for part in parts.dropFirst() {
      require(
        part.rank == shape.count
          && shape.indices.allSatisfy { $0 == axis || part.shape[$0] == shape[$0] },
        "concatenate",
        "the shapes \(first.shape) and \(part.shape) differ elsewhere than along axis \(axis)")
      shape[axis] += part.shape[axis]
    }
    var start = 0
    let places = parts.map { part in
      defer { start += part.shape[axis] }
      return AxisBlocks(shape, start..<(start + part.shape[axis]), along: axis)
    }
    return Tensor("concatenate", shape: shape, of: parts) { y in
      for (part, place) in zip(parts, places) { place.copy(part.value, into: y) }
    } pullback: { y in
      for (part, place) in zip(parts, places) {
        part.receive { into in place.copy(from: y.upstream, to: into) }
      }
    }
  }
}

/// The equal, contiguous runs that some positions along an axis occupy in a dense array.
private struct AxisBlocks {
  /// The number of runs.
  let count: Int
  /// The number of elements in a run.
  let length: Int
  /// How far apart the runs start.
  private let stride: Int
  /// Where the first run starts.
  private let start: Int

  init(_ shape: [Int], _ positions: Range<Int>, along axis: Int) {
    let inner = Array(shape[(axis + 1)...]).elementCount
    count = Array(shape[..<axis]).elementCount
    length = positions.count * inner
    stride = shape[axis] * inner
    start = positions.lowerBound * inner
  }

  func range(of block: Int) -> Range<Int> {
    (start + block * stride)..<(start + block * stride + length)
  }

  func copy(from whole: StorageSlice, to part: StorageSlice) {
    for i in 0..<count {
      Autodiff.copy(whole.part(range(of: i)).span, to: part.block(i, length))
    }
  }

  func copy(_ part: StorageSlice, into whole: StorageSlice) {
    for i in 0..<count {
      Autodiff.copy(part.block(i, length).span, to: whole.part(range(of: i)))
    }
  }

  func add(_ part: StorageSlice, to whole: StorageSlice, accumulates: Bool) {
    if !accumulates { fill(whole, with: 0) }
    for i in 0..<count {
      Autodiff.add(part.block(i, length), to: whole.part(range(of: i)))
    }
  }
}
