import Kernels
import Synchronization

/// The blocks of numbers that tensors are made of, kept for the next step when a tensor is gone.
///
/// Training a network of fixed shapes takes all its blocks in the first step; from then on nothing
/// is allocated:
///
/// ```swift
/// let memory = TensorMemory()
/// memory.use {
///   for _ in 1...3 { _ = Tensor(repeating: 1, shape: [4, 5]) * 2 }
/// }
/// #expect(memory.allocationCount == 2)
/// ```
///
/// Blocks come in sizes a quarter of an octave apart, so that slightly different shapes share them.
public final class TensorMemory: Sendable {
  /// What every tensor uses unless it is made inside `use(_:)`.
  public static let shared = TensorMemory()

  @TaskLocal static var current = shared

  private struct Blocks {
    var free: [[Storage]] = []
    var allocationCount = 0
    var allocatedElements = 0
  }

  private let blocks = Mutex(Blocks())

  /// Creates an empty memory.
  public init() {}

  /// Makes the tensors that `body` creates, and their gradients, from this memory.
  ///
  /// - Parameter body: the work; the memory applies to the calling task only.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws.
  public func use<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Self.$current.withValue(self, operation: body)
  }

  /// How many blocks have been allocated so far, those that were given back included.
  public var allocationCount: Int { blocks.withLock { $0.allocationCount } }

  /// How many `Float`s the blocks allocated so far hold together.
  public var allocatedElements: Int { blocks.withLock { $0.allocatedElements } }

  /// Frees the blocks that no tensor uses.
  public func releaseUnused() {
    blocks.withLock { $0.free.removeAll() }
  }
}

extension TensorMemory {
  /// A block of at least `count` elements, with arbitrary contents.
  func take(count: Int) -> Storage {
    let size = BlockSize(holding: count)
    return blocks.withLock { blocks in
      if size.index < blocks.free.count, let block = blocks.free[size.index].popLast() {
        return block
      }
      blocks.allocationCount += 1
      blocks.allocatedElements += size.count
      return Storage(count: size.count)
    }
  }

  /// Keeps a block that nothing else refers to; one that is not of a block's size is let go.
  func give(_ block: Storage) {
    let size = BlockSize(holding: block.count)
    guard size.count == block.count else { return }
    blocks.withLock { blocks in
      while blocks.free.count <= size.index { blocks.free.append([]) }
      blocks.free[size.index].append(block)
    }
  }
}

/// One of the sizes 16, 20, 24, 28, 32, 40, 48, 56, 64, 80 …: four to an octave.
struct BlockSize {
  /// The position in the sequence of sizes.
  let index: Int

  /// The number of elements.
  let count: Int

  /// The smallest size of at least `count`.
  init(holding count: Int) {
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
