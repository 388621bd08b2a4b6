import Kernels

/// A tensor as a matrix whose rows are the positions along one axis; the axis is cut into blocks.
struct UnfoldedAxis: Sendable {
  /// The length of the axis: the number of rows.
  let length: Int

  /// The number of columns: of elements at one position.
  let columns: Int

  /// The ranges of rows, each at most as long as a block may be.
  let blocks: [Range<Int>]

  /// The number of elements at one position of this axis and of all axes before it.
  private let inner: Int

  /// Unfolds a shape along an axis.
  init(_ shape: [Int], axis: Int, largestBlock: Int) {
    let length = shape[axis]
    self.length = length
    inner = shape[(axis + 1)...].reduce(1, *)
    columns = shape[..<axis].reduce(1, *) * inner
    blocks = stride(from: 0, to: length, by: largestBlock).map {
      $0..<min($0 + largestBlock, length)
    }
  }

  /// All axes of a shape.
  static func all(_ shape: [Int], largestBlock: Int) -> [UnfoldedAxis] {
    shape.indices.map { UnfoldedAxis(shape, axis: $0, largestBlock: largestBlock) }
  }

  /// The number of elements of a square matrix for each block.
  var matrixCount: Int { blocks.reduce(0) { $0 + $1.count * $1.count } }

  /// Where the elements of the matrices of each block lie, one behind the other.
  var matrixRanges: [Range<Int>] {
    var start = 0
    return blocks.map { block in
      defer { start += block.count * block.count }
      return start..<(start + block.count * block.count)
    }
  }

  /// Writes the tensor as a matrix of `length` × `columns`.
  func unfold(_ tensor: Span<Float>, into matrix: inout MutableSpan<Float>) {
    if inner == 1 { return transpose(tensor, rows: columns, columns: length, into: &matrix) }
    for i in 0..<length {
      for outer in 0..<(columns / max(inner, 1)) {
        let source = (outer * length + i) * inner
        let target = i * columns + outer * inner
        for k in 0..<inner { matrix[target + k] = tensor[source + k] }
      }
    }
  }

  /// Writes the matrix back as a tensor.
  func fold(_ matrix: Span<Float>, into tensor: inout MutableSpan<Float>) {
    if inner == 1 { return transpose(matrix, rows: length, columns: columns, into: &tensor) }
    for i in 0..<length {
      for outer in 0..<(columns / max(inner, 1)) {
        let source = i * columns + outer * inner
        let target = (outer * length + i) * inner
        for k in 0..<inner { tensor[target + k] = matrix[source + k] }
      }
    }
  }
}

/// Writes the columns of a matrix as rows, in squares that stay in the cache.
private func transpose(
  _ matrix: Span<Float>, rows: Int, columns: Int, into result: inout MutableSpan<Float>
) {
  let side = 16
  for top in stride(from: 0, to: rows, by: side) {
    for left in stride(from: 0, to: columns, by: side) {
      for i in top..<min(top + side, rows) {
        for j in left..<min(left + side, columns) { result[j * rows + i] = matrix[i * columns + j] }
      }
    }
  }
}

extension UnfoldedAxis {
  /// S ← retention · S + innovation · U Uᵀ for the rows U of every block of a tensor.
  ///
  /// - Parameters:
  ///   - tensor: the gradient.
  ///   - squares: the matrices S of all blocks.
  ///   - retention: the share of S that is kept.
  ///   - innovation: the share of U Uᵀ that is added.
  func gather(
    _ tensor: Span<Float>, into squares: inout MutableSpan<Float>, retention: Float,
    innovation: Float
  ) {
    Workspace.withBorrowed(count: tensor.count + matrixCount) { room in
      var unfolded = room.mutableSpan(0..<tensor.count)
      unfold(tensor, into: &unfolded)
      for (block, range) in zip(blocks, matrixRanges) {
        let rows = room.span((block.lowerBound * columns)..<(block.upperBound * columns))
        var product = room.mutableSpan(tensor.count..<(tensor.count + range.count))
        matrixProduct(
          rows, transposed: false, rows, transposed: true, into: &product, rows: block.count,
          columns: block.count, inner: columns)
        for i in product.indices {
          squares[range.lowerBound + i] =
            retention * squares[range.lowerBound + i] + innovation * product[i]
        }
      }
    }
  }

  /// Multiplies the rows of every block by its matrix: U ← M U, or Mᵀ U.
  ///
  /// - Parameters:
  ///   - tensor: to change in place.
  ///   - matrices: the matrices of all blocks.
  ///   - transposed: whether each is transposed.
  func multiply(
    _ tensor: inout MutableSpan<Float>, by matrices: Span<Float>, transposed: Bool = false
  ) {
    let count = tensor.count
    Workspace.withBorrowed(count: 2 * count) { room in
      var unfolded = room.mutableSpan(0..<count)
      unfold(tensor.span, into: &unfolded)
      for (block, range) in zip(blocks, matrixRanges) {
        let rows = (block.lowerBound * columns)..<(block.upperBound * columns)
        var product = room.mutableSpan((count + rows.lowerBound)..<(count + rows.upperBound))
        matrixProduct(
          matrices.extracting(range), transposed: transposed, room.span(rows), transposed: false,
          into: &product, rows: block.count, columns: columns, inner: block.count)
      }
      fold(room.span(count..<(2 * count)), into: &tensor)
    }
  }
}

extension UnfoldedAxis {
  /// Puts the positions along the axis into another order.
  ///
  /// - Parameters:
  ///   - tensor: to change in place.
  ///   - order: for each new position, the old one.
  func reorder(_ tensor: inout MutableSpan<Float>, _ order: [Int]) {
    let count = tensor.count
    Workspace.withBorrowed(count: 2 * count) { room in
      var old = room.mutableSpan(0..<count)
      unfold(tensor.span, into: &old)
      var new = room.mutableSpan(count..<(2 * count))
      for (i, source) in order.enumerated() {
        for k in 0..<columns { new[i * columns + k] = old[source * columns + k] }
      }
      fold(new.span, into: &tensor)
    }
  }
}
