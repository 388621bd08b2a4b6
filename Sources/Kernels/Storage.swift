/// A fixed block of `Float`s, aligned for vectors, that hands out safe views of itself.
///
/// Everything in this package that holds numbers holds a `Storage`: values, gradients, optimizer
/// state, the results of graph operations. A view lives no longer than the access it is used in.
///
/// ```text
/// let storage = Storage(count: 3)        // zeros
/// var values = storage.mutableSpan
/// values[0] = 1
/// ```
///
/// Like an `UnsafeMutableBufferPointer`, and unlike an `Array`, a storage is shared by reference and
/// does not check that a reader and a writer overlap in time; whoever shares one between threads
/// gives each thread a range of its own. Bounds are checked.
@safe public final class Storage: @unchecked Sendable {
  /// The number of `Float`s.
  public let count: Int

  @usableFromInline let base: UnsafeMutablePointer<Float>

  /// The alignment of the first element, in bytes: one cache line, and the widest vector.
  static let alignment = 64

  /// Creates a storage of zeros.
  ///
  /// - Parameter count: the number of `Float`s, in `0...`.
  public init(count: Int) {
    precondition(count >= 0, "Storage: count must be in 0..., but is \(count)")
    self.count = count
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: Swift.max(count, 1) * MemoryLayout<Float>.stride, alignment: Self.alignment)
    unsafe base = raw.bindMemory(to: Float.self, capacity: count)
    unsafe base.initialize(repeating: 0, count: count)
  }

  deinit {
    unsafe base.deallocate()
  }
}

extension Storage {
  /// All elements, to read.
  @inlinable public var span: Span<Float> {
    @_lifetime(borrow self) get { span(0..<count) }
  }

  /// All elements, to write.
  @inlinable public var mutableSpan: MutableSpan<Float> {
    @_lifetime(borrow self) get { mutableSpan(0..<count) }
  }

  /// The elements of a range, to read.
  @_lifetime(borrow self)
  @inlinable public func span(_ range: Range<Int>) -> Span<Float> {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    let view = unsafe Span(_unsafeStart: base + range.lowerBound, count: range.count)
    return unsafe _overrideLifetime(view, borrowing: self)
  }

  /// The elements of a range, to write.
  @_lifetime(borrow self)
  @inlinable public func mutableSpan(_ range: Range<Int>) -> MutableSpan<Float> {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    let view = unsafe MutableSpan(_unsafeStart: base + range.lowerBound, count: range.count)
    return unsafe _overrideLifetime(view, borrowing: self)
  }
}
