internal import Synchronization

/// Room for the packed parts of a matrix product; one per thread that multiplies at the moment.
@safe struct Scratch: @unchecked Sendable {
  /// Rows of a, in panels of a register block's rows: panel, p, row.
  let a: UnsafeMutablePointer<Float>

  /// Columns of b, in panels of a register block's columns: panel, p, column.
  let b: UnsafeMutablePointer<Float>

  /// One register block of c, for those that stand over the right edge.
  let c: UnsafeMutablePointer<Float>

  // Those that no product uses at the moment. They are never freed: a program that multiplies once
  // multiplies again.
  private static let free = Mutex<[Scratch]>([])

  private init() {
    let cached = MatrixBlock.cached
    unsafe a = Self.allocate(cached.rows * cached.inner)
    unsafe b = Self.allocate(cached.columns * cached.inner)
    unsafe c = Self.allocate(blockRows * blockColumns)
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
