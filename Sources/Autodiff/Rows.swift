import Kernels

/// The rows that the last axis of a dense array consists of.
struct Rows {
  /// The number of rows.
  let count: Int

  /// The number of elements in a row.
  let length: Int

  /// Whether row i of each square matrix only sees columns 0 to i.
  let isCausal: Bool

  /// - Parameters:
  ///   - shape: the shape of the array, of one axis at least.
  ///   - operation: the name, for messages.
  ///   - isCausal: whether row i of each square matrix only sees columns 0 to i.
  init(_ shape: [Int], _ operation: String, isCausal: Bool = false) {
    guard let length = shape.last else { refuse(operation, "a scalar has no last axis") }
    self.length = length
    self.isCausal = isCausal
    count = shape.elementCount / length
  }
}

extension Rows {
  /// Runs `body` for each row of two arrays of the same shape.
  func forEach(
    _ first: StorageSlice, _ second: StorageSlice, _ body: (StorageSlice, StorageSlice) -> Void
  ) {
    for row in 0..<count { body(first.block(row, length), second.block(row, length)) }
  }

  /// Writes each row minus its largest element; what a row does not see becomes −∞.
  func subtractLargest(_ x: StorageSlice, into y: StorageSlice) {
    for row in 0..<count {
      let visible = isCausal ? row % length + 1 : length
      let x = x.block(row, length).part(0..<visible).span
      var y = y.block(row, length).mutableSpan
      let offset = maximum(x)
      for i in x.indices { y[i] = x[i] - offset }
      for i in visible..<length { y[i] = -.infinity }
    }
  }

  /// Writes the softmax of each row.
  func softmax(_ x: StorageSlice, into y: StorageSlice) {
    withScratch(count: x.range.count) { shifted in
      subtractLargest(x, into: shifted)
      exponentiate(shifted, into: y)
    }
    forEach(y, y) { y, _ in scale(y, by: Float(1 / sum(y.span))) }
  }
}
