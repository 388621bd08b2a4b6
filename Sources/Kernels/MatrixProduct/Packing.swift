internal import KernelShims

/// Copies parts of a matrix into panels: what a register block needs for one inner index stands side
/// by side, and a whole panel in one piece.
extension PackedPanels {
  /// Packs rows of a matrix: as rows, or, if its transpose is stored, as panels.
  func packA(_ source: MatrixPointer, rows: Range<Int>, inner: Range<Int>) {
    let depth = inner.count
    let from = unsafe source.at(rows.lowerBound, inner.lowerBound)
    if !source.transposed {
      unsafe copyLines(from, stride: source.row, width: depth, count: rows.count, to: a)
      return
    }
    forEachBlockOfRows(rows.count) { i, height in
      let to = unsafe a + i * depth
      if height == blockRows {
        unsafe copyLines(from + i, stride: source.column, width: blockRows, count: depth, to: to)
      } else {
        unsafe copyLines(from + i, stride: source.column, width: height, count: depth, to: to)
      }
    }
  }

  /// Packs columns of a matrix; only the panel over the right edge, if the others are read directly.
  func packB(_ source: MatrixPointer, inner: Range<Int>, columns: Range<Int>, direct: Bool) {
    let whole = columns.count / blockColumns * blockColumns
    if !direct {
      for j in stride(from: 0, to: whole, by: blockColumns) {
        let from = unsafe source.at(inner.lowerBound, columns.lowerBound + j)
        let to = unsafe b + j * inner.count
        if source.transposed {
          unsafe transpose(
            from, stride: source.column, lines: blockColumns, count: inner.count, to: to)
        } else {
          unsafe blocks.pointee.copy_lines(from, source.row, to, inner.count)
        }
      }
    }
    if whole < columns.count {
      let from = unsafe source.at(inner.lowerBound, columns.lowerBound + whole)
      let to = unsafe b + (direct ? 0 : whole * inner.count)
      unsafe packEdge(
        from, row: source.row, column: source.column, columns: columns.count - whole,
        count: inner.count, to: to)
    }
  }

  /// Packs fewer columns than a panel has; the rest of the panel is zero.
  private func packEdge(
    _ source: UnsafePointer<Float>, row: Int, column: Int, columns: Int, count: Int,
    to target: UnsafeMutablePointer<Float>
  ) {
    let width = blockColumns
    unsafe target.update(repeating: 0, count: count * width)
    if row == 1 && columns >= 8 {
      unsafe transpose(source, stride: column, lines: columns, count: count, to: target)
    } else {
      for p in 0..<count {
        for j in 0..<columns {
          unsafe target[p * width + j] = unsafe source[p * row + j * column]
        }
      }
    }
  }
}

/// Copies `count` lines of `width` elements, which are `stride` apart, side by side.
@inline(__always) private func copyLines(
  _ source: UnsafePointer<Float>, stride: Int, width: Int, count: Int,
  to target: UnsafeMutablePointer<Float>
) {
  for p in 0..<count {
    unsafe (target + p * width).update(from: source + p * stride, count: width)
  }
}

/// Copies `lines` lines of `count` elements, which are `stride` apart, into columns of a panel.
private func transpose(
  _ source: UnsafePointer<Float>, stride: Int, lines: Int, count: Int,
  to target: UnsafeMutablePointer<Float>
) {
  let width = blockColumns
  let (wholeLines, wholeCount) = (lines / 8 * 8, count / 8 * 8)
  unsafe blocks.pointee.transpose(source, stride, target, width, wholeLines, wholeCount)
  for j in 0..<lines {
    for p in (j < wholeLines ? wholeCount : 0)..<count {
      unsafe target[p * width + j] = unsafe source[j * stride + p]
    }
  }
}
