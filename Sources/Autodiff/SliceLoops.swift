import Kernels

extension StorageSlice {
  /// The part at the given positions of this slice.
  func part(_ positions: Range<Int>) -> StorageSlice {
    StorageSlice(
      storage, (range.lowerBound + positions.lowerBound)..<(range.lowerBound + positions.upperBound)
    )
  }

  /// One of the equal blocks that the slice consists of.
  func block(_ index: Int, _ count: Int) -> StorageSlice {
    part((index * count)..<((index + 1) * count))
  }

  /// The elements as an array.
  var copied: [Float] {
    [Float](capacity: range.count) { array in
      let span = span
      for i in span.indices { array.append(span[i]) }
    }
  }
}

/// Copies numbers to a slice of the same length.
func copy(_ source: Span<Float>, to target: StorageSlice) {
  var target = target.mutableSpan
  target.copy(source)
}

/// Adds the numbers of a slice to those of another of the same length.
func add(_ source: StorageSlice, to target: StorageSlice) {
  forEachPart(of: target.range.count, smallest: smallestPart) { part in
    let source = source.part(part)
    var target = target.part(part).mutableSpan
    target.add(source.span)
  }
}

/// Sets every element of a slice.
func fill(_ target: StorageSlice, with value: Float) {
  var target = target.mutableSpan
  target.fill(value)
}
