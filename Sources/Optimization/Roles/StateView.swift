/// The state arrays of one part, for the elements that a pass is working on.
///
/// `state[1, i]` is the element of the second declared array that belongs to element *i* of the tile.
/// The arrays lie one behind the other in one block, so that a tile is one stream of memory.
public struct StateView: ~Copyable, ~Escapable {
  @usableFromInline var elements: MutableSpan<Float>
  @usableFromInline let stride: Int

  /// Creates a view.
  ///
  /// - Parameters:
  ///   - elements: the block, beginning with the first element of the first array.
  ///   - stride: the distance from an array to the next.
  @inlinable
  @_lifetime(copy elements)
  public init(_ elements: consuming MutableSpan<Float>, stride: Int) {
    self.elements = elements
    self.stride = stride
  }

  /// An element of an array.
  ///
  /// - Parameters:
  ///   - array: the position of the array in the part's declaration.
  ///   - index: the position of the element in the tile.
  @inlinable
  public subscript(array: Int, index: Int) -> Float {
    // Must inline into the loops of components in other modules, or costs a call for each element.
    @inline(__always) get { elements[array &* stride &+ index] }
    @inline(__always)
    @_lifetime(self: copy self)
    set { elements[array &* stride &+ index] = newValue }
  }

  /// The view of a wrapped part, whose arrays are declared behind `count` arrays of the wrapper.
  @inlinable
  @_lifetime(&self)
  public mutating func dropping(_ count: Int) -> StateView {
    let start = Swift.min(count &* stride, elements.count)
    return StateView(elements._mutatingExtracting(start..<elements.count), stride: stride)
  }

  /// The view of the elements from `start` on, for a part that works on a piece of the tile.
  @inlinable
  @_lifetime(&self)
  public mutating func from(element start: Int) -> StateView {
    let start = Swift.min(start, elements.count)
    return StateView(elements._mutatingExtracting(start..<elements.count), stride: stride)
  }

  /// Everything in the block as one span, for a part that keeps arrays of other shapes.
  @inlinable public var block: MutableSpan<Float> {
    @_lifetime(&self)
    mutating get { elements._mutatingExtracting(0..<elements.count) }
  }
}

extension MutableSpan {
  /// Some of the elements, to write: what a wrapper hands to the part inside.
  @inlinable
  @_lifetime(&self)
  public mutating func part(_ range: Range<Int>) -> MutableSpan {
    _mutatingExtracting(range)
  }
}
