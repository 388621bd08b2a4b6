import Kernels

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
public final class TensorMemory: Sendable {
  /// What every tensor uses unless it is made inside `use(_:)`.
  public static let shared = TensorMemory()

  @TaskLocal static var current = shared

  /// The blocks that no tensor uses.
  let pool = BlockPool()

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
  public var allocationCount: Int { pool.allocationCount }

  /// How many `Float`s the blocks allocated so far hold together.
  public var allocatedElements: Int { pool.allocatedElements }

  /// Frees the blocks that no tensor uses.
  public func releaseUnused() { pool.releaseUnused() }
}
