/// Room for the packed parts of a matrix product, of the thread that multiplies.
@safe struct PackedPanels: @unchecked Sendable {
  /// Rows of a, in panels of a register block's rows: panel, p, row.
  let a: UnsafeMutablePointer<Float>

  /// Columns of b, in panels of a register block's columns: panel, p, column.
  let b: UnsafeMutablePointer<Float>

  /// One register block of c, for those that stand over the right edge.
  let c: UnsafeMutablePointer<Float>

  /// Calls `body` with room that is nobody else's meanwhile.
  static func withBorrowed(_ body: (PackedPanels) -> Void) {
    let cached = MatrixBlock.cached
    let (sizeA, sizeB) = (cached.rows * cached.inner, cached.columns * cached.inner)
    Workspace.withBorrowed(count: sizeA + sizeB + blockRows * blockColumns) { block in
      let a = unsafe block.base
      unsafe body(PackedPanels(a: a, b: a + sizeA, c: a + (sizeA + sizeB)))
    }
  }
}

extension PackedPanels {
  /// Copies the register block to where it belongs, or adds it to what it starts from.
  func copyC(
    to target: UnsafeMutablePointer<Float>, stride: Int, rows: Int, columns: Int,
    start: UnsafePointer<Float>?, startStride: Int
  ) {
    for i in 0..<rows {
      let from = unsafe c + i * blockColumns
      let to = unsafe target + i * stride
      if let start = unsafe start {
        let first = unsafe start + i * startStride
        for j in 0..<columns { unsafe to[j] = unsafe first[j] + from[j] }
      } else {
        for j in 0..<columns { unsafe to[j] = unsafe from[j] }
      }
    }
  }
}
