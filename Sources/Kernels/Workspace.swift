internal import Synchronization

/// Blocks that are lent for the length of a computation, so that what runs again and again allocates
/// memory only the first time.
public enum Workspace {
  // Those that nobody uses at the moment. They are never freed: what was needed once is needed again.
  private static let free = Mutex<[Storage]>([])

  /// Calls `body` with a block that is nobody else's meanwhile; what it holds is undefined.
  ///
  /// - Parameters:
  ///   - count: the least number of elements.
  ///   - body: what needs the block; it must not keep it.
  /// - Returns: what `body` returns.
  public static func withBorrowed<Result>(
    count: Int, _ body: (Storage) throws -> Result
  ) rethrows -> Result {
    let block = take(count)
    defer { free.withLock { $0.append(block) } }
    return try body(block)
  }

  /// The smallest free block that is large enough, or a new one.
  private static func take(_ count: Int) -> Storage {
    let known = free.withLock { blocks -> Storage? in
      var best: Int?
      for (i, block) in blocks.enumerated() where block.count >= count {
        if best.map({ block.count < blocks[$0].count }) ?? true { best = i }
      }
      return best.map { blocks.remove(at: $0) }
    }
    return known ?? Storage(count: count)
  }
}
