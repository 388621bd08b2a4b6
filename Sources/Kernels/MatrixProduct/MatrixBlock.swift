internal import KernelShims

/// Where the elements of a matrix are: element [i, j] is `base[i * row + j * column]`, and either
/// rows or columns are contiguous.
@safe struct MatrixPointer {
  var base: UnsafePointer<Float>
  let row: Int
  let column: Int
  let transposed: Bool

  /// A row-major matrix, or the transpose of one.
  init(_ base: UnsafePointer<Float>, columns: Int, transposed: Bool) {
    unsafe self.base = base
    self.transposed = transposed
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
  /// What is added to each row of a product that is not accumulated, if anything.
  var bias: UnsafePointer<Float>?

  /// How much is worked on at a time: a panel of b (`inner` × the width of a register block) stays
  /// in the first-level cache, `rows` × `inner` elements of a in the second, and `inner` ×
  /// `columns` elements of b in the third.
  static let cached = (rows: 144, columns: 1536, inner: 256)

  /// The smallest work, in multiplications, that is worth waking a thread for.
  static let smallestShare = 1 << 19
}

extension MatrixBlock {
  /// Multiplies, in parallel over disjoint rectangles of c.
  func multiply(threads: Int) {
    let worthwhile = rows * columns * inner / Self.smallestShare
    let byRows = rows >= columns
    let unit = byRows ? blockRows : blockColumns
    let units = ((byRows ? rows : columns) + unit - 1) / unit
    let shares = Swift.min(threads, worthwhile, units)
    if shares <= 1 { return multiplyHere() }
    forEachInParallel(count: shares, threads: threads) { share in
      let range = (units * share / shares * unit)..<(units * (share + 1) / shares * unit)
      if byRows {
        part(rows: range.clamped(to: 0..<rows), columns: 0..<columns).multiplyHere()
      } else {
        part(rows: 0..<rows, columns: range.clamped(to: 0..<columns)).multiplyHere()
      }
    }
  }

  /// The same product for fewer rows and columns of c.
  private func part(rows: Range<Int>, columns: Range<Int>) -> MatrixBlock {
    var part = self
    unsafe part.a.base = unsafe a.at(rows.lowerBound, 0)
    unsafe part.b.base = unsafe b.at(0, columns.lowerBound)
    unsafe part.c += rows.lowerBound * stride + columns.lowerBound
    unsafe part.bias = unsafe bias.map { unsafe $0 + columns.lowerBound }
    part.rows = rows.count
    part.columns = columns.count
    return part
  }

  /// Multiplies on this thread.
  private func multiplyHere() {
    PackedPanels.withBorrowed { multiply(using: $0) }
  }

  /// Multiplies on this thread, with the given room.
  func multiply(using panels: PackedPanels) {
    for left in Swift.stride(from: 0, to: columns, by: Self.cached.columns) {
      let columns = left..<Swift.min(left + Self.cached.columns, columns)
      for first in Swift.stride(from: 0, to: inner, by: Self.cached.inner) {
        let inner = first..<Swift.min(first + Self.cached.inner, inner)
        panels.packB(b, inner: inner, columns: columns, direct: readsBDirectly)
        for top in Swift.stride(from: 0, to: rows, by: Self.cached.rows) {
          let rows = top..<Swift.min(top + Self.cached.rows, rows)
          if packsA { panels.packA(a, rows: rows, inner: inner) }
          multiplyCached(panels, rows: rows, columns: columns, inner: inner)
        }
      }
    }
  }

  /// Whether b is not packed, except for a panel over its right edge: few rows don't repay it, nor does
  /// a matrix that stays in the first-level cache as it is.
  private var readsBDirectly: Bool {
    !b.transposed && (rows <= 2 * blockRows || inner * b.row <= 4096)
  }

  /// Whether a is packed: its transpose always, and rows that stand so far apart that the cache keeps
  /// few of them, if they are read often enough.
  private var packsA: Bool {
    a.transposed || inner > Self.cached.inner && columns > 8 * blockColumns
  }

  /// Multiplies what is in the caches, one register block after the other.
  private func multiplyCached(
    _ panels: PackedPanels, rows: Range<Int>, columns: Range<Int>, inner: Range<Int>
  ) {
    let (depth, left) = (inner.count, columns.lowerBound)
    let accumulate = accumulate || inner.lowerBound > 0
    for j in Swift.stride(from: 0, to: columns.count, by: blockColumns) {
      let width = Swift.min(blockColumns, columns.count - j)
      let isWhole = width == blockColumns
      let isDirect = readsBDirectly && isWhole
      let panelB =
        unsafe isDirect
        ? b.at(inner.lowerBound, columns.lowerBound + j)
        : UnsafePointer(panels.b + (readsBDirectly ? 0 : j * depth))
      let innerStrideB = isDirect ? b.row : blockColumns
      forEachBlockOfRows(rows.count) { i, height in
        let panelA =
          unsafe packsA
          ? UnsafePointer(panels.a + i * depth)
          : a.at(rows.lowerBound + i, inner.lowerBound)
        let rowStrideA = a.transposed ? 1 : (packsA ? depth : a.row)
        let innerStrideA = a.transposed ? height : 1
        let target = unsafe c + ((rows.lowerBound + i) * stride + columns.lowerBound + j)
        let start = unsafe accumulate ? UnsafePointer(target) : bias.map { unsafe $0 + left + j }
        let startStride = accumulate ? stride : 0
        if isWhole {
          unsafe blocks.pointee.block(
            height, panelA, rowStrideA, innerStrideA, panelB, innerStrideB, target, stride, depth,
            start, startStride)
        } else {
          unsafe blocks.pointee.block(
            height, panelA, rowStrideA, innerStrideA, panelB, innerStrideB, panels.c,
            blockColumns, depth, nil, 0)
          unsafe panels.copyC(
            to: target, stride: stride, rows: height, columns: width, start: start,
            startStride: startStride)
        }
      }
    }
  }
}

/// The number of rows of the largest register block.
let blockRows = Int(KERNEL_BLOCK_ROWS)

/// The number of columns of a register block.
var blockColumns: Int { unsafe blocks.pointee.columns }

/// Multiplies and adds numbers that stay in registers, with the instructions of the matrix product.
///
/// - Parameter rounds: how often.
/// - Returns: the number of additions and multiplications.
@discardableResult package func multiplyAndAdd(rounds: Int) -> Int {
  _ = unsafe blocks.pointee.chains(rounds)
  return unsafe rounds * blocks.pointee.chain_operations
}

/// The innermost loops for this processor, and the sizes of their blocks.
var blocks: UnsafePointer<kernel_blocks> { unsafe kernel_blocks() }

/// Calls `body` with the first row and the number of rows of each register block: as few blocks as
/// possible, as equal as possible, because a block of few rows keeps the processor waiting.
@inline(__always) func forEachBlockOfRows(_ rows: Int, _ body: (Int, Int) -> Void) {
  var remaining = (rows + blockRows - 1) / blockRows
  var first = 0
  while remaining > 0 {
    let height = (rows - first + remaining - 1) / remaining
    body(first, height)
    first += height
    remaining -= 1
  }
}
