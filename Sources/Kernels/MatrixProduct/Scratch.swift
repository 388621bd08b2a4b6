internal import KernelShims
internal import Synchronization

/// Room for the packed parts of a matrix product; one per thread that multiplies at the moment.
@safe struct Scratch: @unchecked Sendable {
  /// Rows of a, in panels of `KERNEL_BLOCK_ROWS` rows: panel, p, row.
  let a: UnsafeMutablePointer<Float>

  /// Columns of b, in panels of `KERNEL_BLOCK_COLUMNS` columns: panel, p, column.
  let b: UnsafeMutablePointer<Float>

  /// One register block of c, for those that stand over the right edge.
  let c: UnsafeMutablePointer<Float>

  // Those that no product uses at the moment. They are never freed: a program that multiplies once
  // multiplies again.
  private static let free = Mutex<[Scratch]>([])

  init() {
    let cached = MatrixBlock.cached
    unsafe a = Self.allocate(cached.rows * cached.inner)
    unsafe b = Self.allocate(cached.columns * cached.inner)
    unsafe c = Self.allocate(Int(KERNEL_BLOCK_ROWS * KERNEL_BLOCK_COLUMNS))
  }

  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Float>.stride, alignment: 64)
    return unsafe raw.bindMemory(to: Float.self, capacity: count)
  }

  /// Calls `body` with a scratch that is nobody else's meanwhile.
  static func withBorrowed(_ body: (Scratch) -> Void) {
    let scratch = free.withLock { $0.popLast() } ?? Scratch()
    body(scratch)
    free.withLock { $0.append(scratch) }
  }
}

extension Scratch {
  /// Packs rows of a.
  func packA(_ source: MatrixPointer, rows: Range<Int>, inner: Range<Int>) {
    unsafe Self.pack(
      source.at(rows.lowerBound, inner.lowerBound), stride: source.row, inner: source.column,
      count: rows.count, innerCount: inner.count, width: Int(KERNEL_BLOCK_ROWS), into: a)
  }

  /// Packs columns of b.
  func packB(_ source: MatrixPointer, inner: Range<Int>, columns: Range<Int>) {
    unsafe Self.pack(
      source.at(inner.lowerBound, columns.lowerBound), stride: source.column, inner: source.row,
      count: columns.count, innerCount: inner.count, width: Int(KERNEL_BLOCK_COLUMNS), into: b)
  }

  /// Copies `count` lines of `innerCount` elements into panels of `width` lines, filled up with
  /// zeros, in which the elements of the same inner index are neighbours.
  private static func pack(
    _ source: UnsafePointer<Float>, stride: Int, inner: Int, count: Int, innerCount: Int,
    width: Int, into target: UnsafeMutablePointer<Float>
  ) {
    for first in Swift.stride(from: 0, to: count, by: width) {
      let panel = unsafe target + first * innerCount
      let lines = Swift.min(width, count - first)
      for p in 0..<innerCount {
        let from = unsafe source + (first * stride + p * inner)
        let to = unsafe panel + p * width
        for line in 0..<lines { unsafe to[line] = unsafe from[line * stride] }
        for line in lines..<width { unsafe to[line] = 0 }
      }
    }
  }

  /// Copies the register block to where it belongs.
  func copyC(
    to target: UnsafeMutablePointer<Float>, stride: Int, rows: Int, columns: Int, accumulate: Bool
  ) {
    for i in 0..<rows {
      let from = unsafe c + i * Int(KERNEL_BLOCK_COLUMNS)
      let to = unsafe target + i * stride
      for j in 0..<columns { unsafe to[j] = unsafe accumulate ? to[j] + from[j] : from[j] }
    }
  }
}
