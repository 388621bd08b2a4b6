/// A contiguous part of a `Storage`: how a parameter, a tensor or a state array sees its numbers.
///
/// A slice is a collection for convenience (`Array(parameter.value)`); loops that must be fast use
/// `span` and `mutableSpan`.
public struct StorageSlice: Sendable {
  /// The storage that holds the elements.
  public let storage: Storage

  /// Where the slice lies in the storage.
  public let range: Range<Int>

  /// Creates a slice of a storage.
  ///
  /// - Parameters:
  ///   - storage: the storage that holds the elements.
  ///   - range: a range within `0 ..< storage.count`.
  @inlinable public init(_ storage: Storage, _ range: Range<Int>) {
    require(
      range.lowerBound >= 0 && range.upperBound <= storage.count,
      "StorageSlice: range must be within 0..<\(storage.count), but is \(range)")
    self.storage = storage
    self.range = range
  }

  /// Creates a slice over a new storage with the given elements.
  ///
  /// - Parameter elements: the elements to copy.
  public init(copying elements: some Collection<Float>) {
    self.init(Storage(count: elements.count), 0..<elements.count)
    update(elements)
  }

  /// The elements, to read.
  @inlinable public var span: Span<Float> {
    @_lifetime(borrow self) get { storage.span(range) }
  }

  /// The elements, to write.
  @inlinable public var mutableSpan: MutableSpan<Float> {
    @_lifetime(borrow self) get { storage.mutableSpan(range) }
  }

  /// Overwrites the elements.
  ///
  /// - Parameter elements: as many elements as the slice has.
  public func update(_ elements: [Float]) {
    require(
      elements.count == count,
      "StorageSlice: \(count) elements must be given, but \(elements.count) are")
    var target = mutableSpan
    target.copy(elements.span)
  }

  /// Overwrites the elements.
  ///
  /// - Parameter elements: as many elements as the slice has; an array is fastest.
  public func update(_ elements: some Collection<Float>) { update(Array(elements)) }
}

extension StorageSlice: CustomStringConvertible {
  /// The first numbers, and how many there are where that is not all.
  public var description: String {
    let first = prefix(8).map(\.description).joined(separator: ", ")
    return count > 8 ? "\(first), … (\(count) numbers)" : first
  }
}

extension StorageSlice: RandomAccessCollection {
  // Inlinable, or whoever goes over the elements pays for a call for each.
  /// The first position: 0.
  @inlinable public var startIndex: Int { 0 }
  /// The position after the last: the number of elements.
  @inlinable public var endIndex: Int { range.count }

  /// The element at a position.
  @inlinable public subscript(index: Int) -> Float { span[index] }
}
