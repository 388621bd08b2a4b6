/// A head of attention to a text: where its parts are.
struct AttentionHead {
  let attention: CausalAttention
  let text: Int
  let head: Int

  /// How many rows of scores are held at a time.
  static let rowsAtATime = 32

  /// The rows of scores that are held at a time.
  var blocksOfRows: [Range<Int>] {
    stride(from: 0, to: attention.length, by: Self.rowsAtATime).map {
      $0..<Swift.min($0 + Self.rowsAtATime, attention.length)
    }
  }

  private var modelWidth: Int { attention.heads * attention.width }

  /// Queries, keys and values of the head, each a row for a position.
  func parts(
    of projection: StorageSlice
  ) -> (queries: AttentionMatrix, keys: AttentionMatrix, values: AttentionMatrix) {
    let stride = 3 * modelWidth
    let start = text * attention.length * stride + head * attention.width
    func part(_ index: Int) -> AttentionMatrix {
      AttentionMatrix(slice: projection, start: start + index * modelWidth, stride: stride)
    }
    return (part(0), part(1), part(2))
  }

  /// The results of the head, a row for a position.
  func results(_ results: StorageSlice) -> AttentionMatrix {
    let start = text * attention.length * modelWidth + head * attention.width
    return AttentionMatrix(slice: results, start: start, stride: modelWidth)
  }

  /// The results of the head at a position.
  func result(_ row: Int, of results: StorageSlice) -> StorageSlice {
    let start =
      results.range.lowerBound + (text * attention.length + row) * modelWidth
      + head * attention.width
    return StorageSlice(results.storage, start..<(start + attention.width))
  }

  /// The logarithm of the divisor of a row of scores.
  func normalizer(of row: Int, in normalizers: StorageSlice) -> StorageSlice {
    let index =
      normalizers.range.lowerBound + (text * attention.heads + head) * attention.length + row
    return StorageSlice(normalizers.storage, index..<(index + 1))
  }
}

/// A matrix whose rows are `stride` apart.
struct AttentionMatrix {
  let slice: StorageSlice
  var start: Int
  let stride: Int
  var isTransposed = false

  /// The rows from one on.
  func from(_ row: Int) -> AttentionMatrix {
    var part = self
    part.start += row * stride
    return part
  }

  /// The same numbers as the transposed matrix.
  var transposed: AttentionMatrix {
    var matrix = self
    matrix.isTransposed.toggle()
    return matrix
  }
}

/// Room for the scores of some rows, and for the products that they are part of.
struct AttentionRoom {
  let block: Storage
  let panels: PackedPanels
  let length: Int

  /// The scores of some rows, as a matrix.
  func scores(_ index: Int) -> AttentionMatrix {
    let start = index * AttentionHead.rowsAtATime * length
    return AttentionMatrix(
      slice: StorageSlice(block, 0..<block.count), start: start, stride: length)
  }

  /// The first scores of one of the rows.
  @_lifetime(borrow self)
  func row(_ row: Int, of index: Int, count: Int) -> MutableSpan<Float> {
    let start = (index * AttentionHead.rowsAtATime + row) * length
    return block.mutableSpan(start..<(start + count))
  }

  /// c = a·b, or c += a·b, on this thread.
  func multiply(
    _ a: AttentionMatrix, _ b: AttentionMatrix, into c: AttentionMatrix, rows: Int, columns: Int,
    inner: Int, accumulate: Bool = false
  ) {
    let product = unsafe MatrixBlock(
      a: a.pointer(rows: rows, columns: inner), b: b.pointer(rows: inner, columns: columns),
      c: c.target(rows: rows, columns: columns), stride: c.stride, rows: rows, columns: columns,
      inner: inner, accumulate: accumulate, bias: nil)
    product.multiply(using: panels)
  }
}

extension AttentionMatrix {
  fileprivate func pointer(rows: Int, columns: Int) -> MatrixPointer {
    unsafe MatrixPointer(
      isTransposed
        ? target(rows: columns, columns: rows) : target(rows: rows, columns: columns),
      columns: stride, transposed: isTransposed)
  }

  /// The first element, of a matrix with so many rows and columns.
  fileprivate func target(rows: Int, columns: Int) -> UnsafeMutablePointer<Float> {
    let end = start + (rows - 1) * stride + columns
    require(
      start >= 0 && end <= slice.range.count,
      "CausalAttention: a matrix ends at \(end), but there are \(slice.range.count) elements")
    return unsafe slice.pointer + start
  }
}
