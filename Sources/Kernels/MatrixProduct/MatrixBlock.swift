internal import KernelShims

/// Where the elements of a matrix are: element [i, j] is `base[i * row + j * column]`.
@safe struct MatrixPointer {
  var base: UnsafePointer<Float>
  let row: Int
  let column: Int

  /// A row-major matrix, or the transpose of one.
  init(_ base: UnsafePointer<Float>, columns: Int, transposed: Bool) {
    unsafe self.base = base
    row = transposed ? 1 : columns
    column = transposed ? columns : 1
  }

  /// The element at a row and a column.
  func at(_ i: Int, _ j: Int) -> UnsafePointer<Float> { unsafe base + (i * row + j * column) }
}

/// A matrix product with a rectangle of c as its result.
@safe struct MatrixBlock: @unchecked Sendable {
  var a: MatrixPointer
  var b: MatrixPointer
  var c: UnsafeMutablePointer<Float>
  let stride: Int
  var rows: Int
  var columns: Int
  let inner: Int
  let accumulate: Bool

  /// How many elements of each dimension are worked on at a time: a panel of b (`inner` × 16) stays
  /// in the first-level cache, the packed rows of a (`rows` × `inner`) in the second, those of b in
  /// the third.
  static let cached = (rows: 192, columns: 1536, inner: 256)

  /// The smallest work, in multiplications, that is worth waking a thread for.
  static let smallestShare = 1 << 19
}

extension MatrixBlock {
  /// Multiplies, in parallel over disjoint rectangles of c.
  func multiply(threads: Int) {
    let worthwhile = rows * columns * inner / Self.smallestShare
    let shares = Swift.min(threads, worthwhile)
    if shares <= 1 { return multiply() }
    let byRows = rows >= columns
    let unit = Int(byRows ? KERNEL_BLOCK_ROWS : KERNEL_BLOCK_COLUMNS)
    let units = ((byRows ? rows : columns) + unit - 1) / unit
    forEachInParallel(count: Swift.min(shares, units), threads: threads) { share in
      let shares = Swift.min(shares, units)
      let range = (units * share / shares * unit)..<(units * (share + 1) / shares * unit)
      let part =
        byRows
        ? part(rows: range.clamped(to: 0..<rows), columns: 0..<columns)
        : part(rows: 0..<rows, columns: range.clamped(to: 0..<columns))
      part.multiply()
    }
  }

  /// The same product for fewer rows and columns of c.
  func part(rows: Range<Int>, columns: Range<Int>) -> MatrixBlock {
    var part = self
    unsafe part.a.base = unsafe a.at(rows.lowerBound, 0)
    unsafe part.b.base = unsafe b.at(0, columns.lowerBound)
    unsafe part.c += rows.lowerBound * stride + columns.lowerBound
    part.rows = rows.count
    part.columns = columns.count
    return part
  }

  /// Multiplies on this thread.
  func multiply() {
    Scratch.withBorrowed { scratch in
      for left in Swift.stride(from: 0, to: columns, by: Self.cached.columns) {
        let columns = left..<Swift.min(left + Self.cached.columns, columns)
        for first in Swift.stride(from: 0, to: inner, by: Self.cached.inner) {
          let inner = first..<Swift.min(first + Self.cached.inner, inner)
          scratch.packB(b, inner: inner, columns: columns)
          for top in Swift.stride(from: 0, to: rows, by: Self.cached.rows) {
            let rows = top..<Swift.min(top + Self.cached.rows, rows)
            scratch.packA(a, rows: rows, inner: inner)
            multiplyPacked(scratch, rows: rows, columns: columns, inner: inner)
          }
        }
      }
    }
  }

  /// Multiplies what is packed, one register block after the other.
  private func multiplyPacked(
    _ scratch: Scratch, rows: Range<Int>, columns: Range<Int>, inner: Range<Int>
  ) {
    let height = Int(KERNEL_BLOCK_ROWS)
    let width = Int(KERNEL_BLOCK_COLUMNS)
    let accumulate = accumulate || inner.lowerBound > 0
    for j in Swift.stride(from: 0, to: columns.count, by: width) {
      let panelB = unsafe scratch.b + j * inner.count
      for i in Swift.stride(from: 0, to: rows.count, by: height) {
        let panelA = unsafe scratch.a + i * inner.count
        let target = unsafe c + ((rows.lowerBound + i) * stride + columns.lowerBound + j)
        let rowsHere = Swift.min(height, rows.count - i)
        let columnsHere = Swift.min(width, columns.count - j)
        if columnsHere == width {
          unsafe kernel_block(
            rowsHere, panelA, 1, height, panelB, width, target, stride, inner.count, accumulate)
        } else {
          unsafe kernel_block(
            rowsHere, panelA, 1, height, panelB, width, scratch.c, width, inner.count, false)
          unsafe scratch.copyC(
            to: target, stride: stride, rows: rowsHere, columns: columnsHere,
            accumulate: accumulate)
        }
      }
    }
  }
}
