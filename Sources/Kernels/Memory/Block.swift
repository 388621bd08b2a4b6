internal import KernelShims

/// The bytes of a large page of memory.
private let largePage = 2 << 20

/// The numbers of values, gradients, optimizer state and the results of graph operations.
public typealias Storage = Block<Float>

/// A fixed block of numbers, aligned for vectors, that hands out safe views of itself.
///
/// ```swift
/// import Kernels
///
/// let storage = Storage(count: 3)
/// var values = storage.mutableSpan
/// values[0] = 1
/// #expect(storage.span[0] == 1 && storage.span[1] == 0)
/// ```
///
/// Like an `UnsafeMutableBufferPointer`, and unlike an `Array`, a block is shared by reference and
/// does not check that a reader and a writer overlap in time; whoever shares one between threads
/// gives each thread a range of its own. Bounds are checked.
@safe public final class Block<Element: Numeric & BitwiseCopyable & Sendable>: @unchecked Sendable {
  /// The number of elements.
  public let count: Int

  @usableFromInline let base: UnsafeMutablePointer<Element>

  /// Creates a block of zeros, whose first element begins a cache line.
  ///
  /// A block of more than a large page asks for such pages: a pass over several blocks would spend a
  /// seventh of its time on finding the small ones.
  ///
  /// - Parameter count: the number of elements, in `0...`.
  public init(count: Int) {
    require(count >= 0, "Block: count must be in 0..., but is \(count)")
    self.count = count
    let bytes = Swift.max(count, 1) * MemoryLayout<Element>.stride
    let isLarge = bytes > largePage
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: bytes, alignment: isLarge ? largePage : 64)
    if isLarge { unsafe kernel_prefer_large_pages(raw, bytes) }
    unsafe raw.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    unsafe base = raw.bindMemory(to: Element.self, capacity: count)
  }

  deinit {
    unsafe base.deallocate()
  }
}

extension Block {
  /// All elements, to read.
  @inlinable public var span: Span<Element> {
    @_lifetime(borrow self) get { span(0..<count) }
  }

  /// All elements, to write.
  @inlinable public var mutableSpan: MutableSpan<Element> {
    @_lifetime(borrow self) get { mutableSpan(0..<count) }
  }

  /// The elements of a range, to read.
  @_lifetime(borrow self)
  @inlinable public func span(_ range: Range<Int>) -> Span<Element> {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count,
      "Block: range must be within 0..<\(count), but is \(range)")
    let view = unsafe Span(_unsafeStart: base + range.lowerBound, count: range.count)
    return unsafe _overrideLifetime(view, borrowing: self)
  }

  /// The elements of a range, to write.
  @_lifetime(borrow self)
  @inlinable public func mutableSpan(_ range: Range<Int>) -> MutableSpan<Element> {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count,
      "Block: range must be within 0..<\(count), but is \(range)")
    let view = unsafe MutableSpan(_unsafeStart: base + range.lowerBound, count: range.count)
    return unsafe _overrideLifetime(view, borrowing: self)
  }
}
