import Foundation
import KernelShims
import Testing

/// The innermost loops beside memory that nobody may touch: one element too many ends the process, though it
/// may change no number.
@Suite struct KernelReachTests {
  @Test("No loop reads or writes before or behind its arrays")
  func reach() async {
    await #expect(processExitsWith: .success) {
      let (x, y, z) = (Fenced(), Fenced(), Fenced())
      for index in 0..<3 {
        guard let loops = unsafe kernel_blocks_at(index)?.pointee else { continue }
        for isAtEnd in [false, true] {
          for count in 0...40 {
            let sizes = Sizes(count: count, isAtEnd: isAtEnd)
            elements(loops, sizes, x, y, z)
            copies(loops, sizes, x, z)
            products(loops, sizes, x, y, z)
          }
        }
      }
    }
  }
}

private struct Sizes {
  let count: Int
  let isAtEnd: Bool
}

/// Numbers between two pages that can be neither read nor written.
@safe private struct Fenced {
  private static let count = 1 << 14
  private let start: UnsafeMutablePointer<Float>

  init() {
    let (fence, bytes) = (Int(getpagesize()), Self.count * MemoryLayout<Float>.stride)
    let memory = unsafe mmap(
      nil, bytes + 2 * fence, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let memory = unsafe memory, unsafe memory != MAP_FAILED else { fatalError("no memory") }
    guard unsafe mprotect(memory + fence, bytes, PROT_READ | PROT_WRITE) == 0 else {
      fatalError("no fence")
    }
    unsafe start = (memory + fence).bindMemory(to: Float.self, capacity: Self.count)
    unsafe start.update(repeating: 1, count: Self.count)
  }

  /// The first or the last so many.
  func callAsFunction(_ count: Int, _ sizes: Sizes) -> UnsafeMutablePointer<Float> {
    unsafe sizes.isAtEnd ? start + (Self.count - count) : start
  }
}

private func elements(
  _ loops: kernel_blocks, _ sizes: Sizes, _ x: Fenced, _ y: Fenced, _ z: Fenced
) {
  let count = sizes.count
  let (x, y, z) = unsafe (x(count, sizes), y(count, sizes), z(count, sizes))
  _ = unsafe loops.sum(x, count) + loops.squares(x, count)
  _ = unsafe loops.squared_distances(x, 0.5, count) + loops.products(x, y, 0.5, count)
  unsafe loops.exponentiate(z, count)
  unsafe loops.gelu(x, z, count)
  unsafe loops.gelu_pullback(x, y, z, count)
}

private func copies(_ loops: kernel_blocks, _ sizes: Sizes, _ x: Fenced, _ z: Fenced) {
  let (count, columns) = (sizes.count, loops.columns)
  /// The elements of two rows of which every so many-th is taken.
  func extent(_ step: Int) -> Int { count == 0 ? 0 : (2 * count - 1) * step + 1 }
  for (from, to) in [(1, 1), (2, 1), (1, 3)] {
    for adds in [false, true] {
      unsafe loops.copy_runs(
        2, x(extent(from), sizes), count * from, from, z(extent(to), sizes), count * to, to, count,
        0.5, adds)
    }
  }
  let apart = columns + 3
  unsafe loops.copy_lines(
    x(max(count * apart - 3, 0), sizes), apart, z(count * columns, sizes), count)
  if count % 8 == 0 {
    unsafe loops.transpose(x(16 * count, sizes), count, z(16 * count, sizes), 16, 16, count)
  }
}

private func products(
  _ loops: kernel_blocks, _ sizes: Sizes, _ x: Fenced, _ y: Fenced, _ z: Fenced
) {
  let (count, columns) = (sizes.count, loops.columns)
  for rows in 1...Int(KERNEL_BLOCK_ROWS) {
    let (a, c) = unsafe (x(rows * count, sizes), z(rows * columns, sizes))
    for adds in [false, true] {
      unsafe loops.block(
        rows, a, count, 1, y(count * columns, sizes), columns, c, columns, count, adds ? c : nil,
        columns)
      unsafe loops.places(
        rows, a, count, y(count + columns - 1, sizes), Array(0..<max(count, 1)), c, columns, count,
        adds)
    }
  }
  guard count % Int(KERNEL_DOT_LANES) == 0 else { return }
  for rows in 1...loops.dot_rows {
    for places in 1...loops.dot_places {
      unsafe loops.dots(
        rows, places, x(rows * count, sizes), count, y(count + places - 1, sizes),
        Array(0..<places), z(rows * places, sizes), places, count)
    }
  }
}
