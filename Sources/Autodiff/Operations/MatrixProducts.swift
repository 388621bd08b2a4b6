import Kernels

extension Tensor {
  /// The matrix product over the last two axes, for every matrix of the axes before them.
  ///
  /// ```swift
  /// let x = Tensor([[1, 2, 3]])
  /// let weight = Tensor([[1, 0, 1], [0, 1, 0]])
  /// #expect(x.matrixProduct(weight, transposingRight: true).array == [4, 2])
  /// ```
  ///
  /// A transposed operand is read where it lies, without a copy. The axes before the last two are
  /// repeated as in element-wise operations.
  ///
  /// - Parameters:
  ///   - right: of shape `[…, k, n]`, or `[…, n, k]` if it is transposed. This tensor is of shape
  ///     `[…, m, k]`, or `[…, k, m]` if it is transposed.
  ///   - bias: what is added to each row of the result, of shape `[n]`, if anything.
  ///   - transposingLeft: whether this tensor takes part transposed.
  ///   - transposingRight: whether `right` takes part transposed.
  /// - Returns: a tensor of shape `[…, m, n]`.
  public func matrixProduct(
    _ right: Tensor, bias: Tensor? = nil, transposingLeft: Bool = false,
    transposingRight: Bool = false
  ) -> Tensor {
    let left = self
    let products = MatrixProducts(
      left.shape, transposed: transposingLeft, right.shape, transposed: transposingRight)
    var operands = [left, right]
    if let bias {
      let columns = products.columns
      require(
        bias.shape == [columns], "matrixProduct",
        "\(columns) columns need a bias of shape [\(columns)], but it is \(bias.shape)")
      operands.append(bias)
    }
    return Tensor("matrixProduct", shape: products.shape, of: operands) { y in
      products.multiply(left.value, right.value, bias: bias?.value, into: y)
    } pullback: { y in
      left.accumulate { into, accumulates in
        products.pullToLeft(y.upstream, right.value, into: into, accumulates: accumulates)
      }
      right.accumulate { into, accumulates in
        products.pullToRight(y.upstream, left.value, into: into, accumulates: accumulates)
      }
      bias?.receive { into in
        Rows(y.shape, "matrixProduct").sumRows(y.upstream, into: into)
      }
    }
  }
}

/// Which matrices of two tensors are multiplied with each other: `m × k` by `k × n`, each.
private struct MatrixProducts {
  /// The shape of the result.
  let shape: [Int]

  private let rows: Int
  let columns: Int
  private let inner: Int
  private let transposesLeft: Bool
  private let transposesRight: Bool

  /// Which matrix of each operand goes into each matrix of the result, counted in matrices.
  private let pairs: [(left: Int, right: Int)]
  /// Whether a matrix of an operand takes part more than once: its gradient is a sum.
  private let repeatsLeft: Bool
  private let repeatsRight: Bool

  init(
    _ left: [Int], transposed transposesLeft: Bool, _ right: [Int], transposed transposesRight: Bool
  ) {
    self.transposesLeft = transposesLeft
    self.transposesRight = transposesRight
    let (leftRows, leftColumns) = matrixExtents(left, transposed: transposesLeft)
    let (rightRows, rightColumns) = matrixExtents(right, transposed: transposesRight)
    require(
      leftColumns == rightRows, "matrixProduct",
      "the shapes \(left)\(transposesLeft ? " transposed" : "") and "
        + "\(right)\(transposesRight ? " transposed" : "") do not fit: "
        + "\(leftColumns) columns meet \(rightRows) rows")
    (inner, columns) = (leftColumns, rightColumns)
    let (leftBatch, rightBatch) = (Array(left.dropLast(2)), Array(right.dropLast(2)))
    let batch = leftBatch.broadcast(with: rightBatch, "matrixProduct")
    shape = batch + [leftRows, rightColumns]
    if rightBatch.elementCount == 1 && !transposesLeft {
      // One matrix on the right: the rows of all on the left are the rows of one large matrix.
      rows = leftRows * batch.elementCount
      pairs = [(0, 0)]
      (repeatsLeft, repeatsRight) = (false, false)
    } else {
      rows = leftRows
      pairs =
        StridedLoops(
          shape: batch, first: leftBatch.strides(broadcastTo: batch),
          second: rightBatch.strides(broadcastTo: batch)
        ).positions
      repeatsLeft = leftBatch.elementCount < batch.elementCount
      repeatsRight = rightBatch.elementCount < batch.elementCount
    }
  }
}

extension MatrixProducts {
  /// Y = A B.
  func multiply(
    _ left: StorageSlice, _ right: StorageSlice, bias: StorageSlice?, into result: StorageSlice
  ) {
    for (i, pair) in pairs.enumerated() {
      store(
        left.block(pair.left, rows * inner), transposed: transposesLeft,
        right.block(pair.right, inner * columns), transposed: transposesRight,
        bias: bias, into: result.block(i, rows * columns), rows: rows, columns: columns,
        inner: inner)
    }
  }

  /// Ā = Ȳ Bᵀ; where A is stored transposed, Āᵀ = B Ȳᵀ.
  func pullToLeft(
    _ upstream: StorageSlice, _ right: StorageSlice, into: StorageSlice, accumulates: Bool
  ) {
    if repeatsLeft && !accumulates { fill(into, with: 0) }
    for (i, pair) in pairs.enumerated() {
      let g = upstream.block(i, rows * columns)
      let b = right.block(pair.right, inner * columns)
      let into = into.block(pair.left, rows * inner)
      if transposesLeft {
        store(
          b, transposed: transposesRight, g, transposed: true, into: into, rows: inner,
          columns: rows, inner: columns, accumulates: accumulates || repeatsLeft)
      } else {
        store(
          g, transposed: false, b, transposed: !transposesRight, into: into, rows: rows,
          columns: inner, inner: columns, accumulates: accumulates || repeatsLeft)
      }
    }
  }

  /// B̄ = Aᵀ Ȳ; where B is stored transposed, B̄ᵀ = Ȳᵀ A.
  func pullToRight(
    _ upstream: StorageSlice, _ left: StorageSlice, into: StorageSlice, accumulates: Bool
  ) {
    if repeatsRight && !accumulates { fill(into, with: 0) }
    for (i, pair) in pairs.enumerated() {
      let g = upstream.block(i, rows * columns)
      let a = left.block(pair.left, rows * inner)
      let into = into.block(pair.right, inner * columns)
      if transposesRight {
        store(
          g, transposed: true, a, transposed: transposesLeft, into: into, rows: columns,
          columns: inner, inner: rows, accumulates: accumulates || repeatsRight)
      } else {
        store(
          a, transposed: !transposesLeft, g, transposed: false, into: into, rows: inner,
          columns: columns, inner: rows, accumulates: accumulates || repeatsRight)
      }
    }
  }
}

/// The rows and columns of a matrix as it takes part.
private func matrixExtents(_ shape: [Int], transposed: Bool) -> (rows: Int, columns: Int) {
  require(
    shape.count >= 2, "matrixProduct", "an operand needs two axes, but its shape is \(shape)")
  let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
  return transposed ? (columns, rows) : (rows, columns)
}

/// Stores or adds the product of two matrices.
func store(
  _ a: StorageSlice, transposed transposesA: Bool, _ b: StorageSlice,
  transposed transposesB: Bool, bias: StorageSlice? = nil, into c: StorageSlice, rows: Int,
  columns: Int, inner: Int, accumulates: Bool = false
) {
  var target = c.mutableSpan
  matrixProduct(
    a.span, transposed: transposesA, b.span, transposed: transposesB, bias: bias, into: &target,
    rows: rows, columns: columns, inner: inner, accumulate: accumulates)
}
