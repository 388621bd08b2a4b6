internal import Synchronization

/// Blocks that are lent for the length of a computation, so that what runs again and again allocates
/// memory only the first time.
public enum Workspace {
  private static let floats = FreeBlocks<Float>()
  private static let doubles = FreeBlocks<Double>()

  /// Calls `body` with a block that is nobody else's meanwhile; what it holds is undefined.
  ///
  /// - Parameters:
  ///   - count: the least number of elements.
  ///   - body: what needs the block; it must not keep it.
  /// - Returns: what `body` returns.
  public static func withBorrowed<Result>(
    count: Int, _ body: (Storage) throws -> Result
  ) rethrows -> Result {
    let block = floats.take(count)
    defer { floats.give(block) }
    return try body(block)
  }

  /// Calls `body` with a block of numbers in double precision, as `withBorrowed(count:_:)` does.
  package static func withBorrowedDoubles<Result>(
    count: Int, _ body: (Block<Double>) throws -> Result
  ) rethrows -> Result {
    let block = doubles.take(count)
    defer { doubles.give(block) }
    return try body(block)
  }
}

/// Blocks that are kept for whoever needs one next, with a count of those that had to be allocated.
package final class BlockPool: Sendable {
  private let blocks = FreeBlocks<Float>()

  /// Creates an empty pool.
  package init() {}

  /// How many blocks have been allocated so far, those that were let go included.
  package var allocationCount: Int { blocks.state.withLock { $0.allocationCount } }

  /// How many elements the blocks allocated so far hold together.
  package var allocatedElements: Int { blocks.state.withLock { $0.allocatedElements } }

  /// A block of at least `count` elements, with arbitrary contents.
  package func take(_ count: Int) -> Storage { blocks.take(count) }

  /// Keeps a block that nothing else refers to; one that is not of a block's size is let go.
  package func give(_ block: Storage) { blocks.give(block) }

  /// Frees the blocks that nobody uses.
  package func releaseUnused() { blocks.state.withLock { $0.free.removeAll() } }
}

/// The blocks that nobody uses at the moment.
///
/// They come in sizes a quarter of an octave apart, so that slightly different needs share them.
private final class FreeBlocks<Element: Numeric & BitwiseCopyable & Sendable>: Sendable {
  struct State {
    var free: [[Block<Element>]] = []
    var allocationCount = 0
    var allocatedElements = 0
  }

  let state = Mutex(State())

  func take(_ count: Int) -> Block<Element> {
    let size = BlockSize(holding: count)
    return state.withLock { state in
      if size.index < state.free.count, let block = state.free[size.index].popLast() {
        return block
      }
      state.allocationCount += 1
      state.allocatedElements += size.count
      return Block(count: size.count)
    }
  }

  func give(_ block: Block<Element>) {
    let size = BlockSize(holding: block.count)
    guard size.count == block.count else { return }
    state.withLock { state in
      while state.free.count <= size.index { state.free.append([]) }
      state.free[size.index].append(block)
    }
  }
}

/// One of the sizes 16, 20, 24, 28, 32, 40, 48, 56, 64, 80 …: four to an octave.
package struct BlockSize {
  /// The position in the sequence of sizes.
  package let index: Int

  /// The number of elements.
  package let count: Int

  /// The smallest size of at least `count`.
  package init(holding count: Int) {
    guard count > 16 else {
      (index, self.count) = (0, 16)
      return
    }
    let octave = Int.bitWidth - 1 - (count - 1).leadingZeroBitCount
    let step = 1 << (octave - 2)
    let quarters = (count - 1) / step
    index = (octave - 4) * 4 + quarters - 3
    self.count = (quarters + 1) * step
  }
}
