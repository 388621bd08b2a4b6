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

/// The blocks that nobody uses at the moment.
///
/// They are never freed: what was needed once is needed again.
private final class FreeBlocks<Element: Numeric & BitwiseCopyable & Sendable>: Sendable {
  private let blocks = Mutex<[Block<Element>]>([])

  /// The smallest free block that is large enough, or a new one.
  func take(_ count: Int) -> Block<Element> {
    let known = blocks.withLock { blocks -> Block<Element>? in
      var best: Int?
      for (i, block) in blocks.enumerated() where block.count >= count {
        if best.map({ block.count < blocks[$0].count }) ?? true { best = i }
      }
      return best.map { blocks.remove(at: $0) }
    }
    return known ?? Block(count: count)
  }

  func give(_ block: Block<Element>) { blocks.withLock { $0.append(block) } }
}
