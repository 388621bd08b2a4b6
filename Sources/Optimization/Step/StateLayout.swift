import Kernels

/// How many tiles a stretch of the state has: 16,384 elements by default.
private let tilesOfAStretch = 64

/// How many elements lie between two arrays of a stretch: 17 cache lines, so that an element's numbers are
/// not all at the same place of a page, where memory keeps them waiting for one another.
private let gap = 272

/// Where the state arrays of a group's parts lie in the group's one block.
///
/// Parts that work element by element have their arrays interleaved by stretches of many tiles: all
/// arrays of a stretch lie one behind the other. A stretch is long enough for the processor to see
/// through the streams of memory, and as short as a small group. Where a part sees whole
/// parameters, all arrays of a parameter lie one behind the other instead.
struct StateLayout: Sendable {
  /// One state array of one part.
  struct Slot: Sendable {
    /// Its shape in a layout by parameters; nil for the parameter's own.
    let shape: [Int]?
    /// What it holds before the first step.
    let start: StateArray.Start
  }

  /// Where the arrays of some parts lie in the block: those of a parameter, or those of the first stretch.
  struct Place: Sendable {
    /// The elements from the first array's first to the last array's last.
    let range: Range<Int>
    /// The distance from an array to the next.
    let stride: Int

    /// The same for elements further on.
    ///
    /// - Parameters:
    ///   - shift: how far their stretch's arrays are from the first one's.
    ///   - offset: the position of the first element in its stretch.
    /// - Returns: a range of the block; empty where there are no arrays.
    func range(shift: Int, offset: Int) -> Range<Int> {
      if range.isEmpty { return 0..<0 }
      return (range.lowerBound &+ shift &+ offset)..<(range.upperBound &+ shift)
    }
  }

  /// The arrays of a parameter, one part after the other.
  private struct Row: Sendable {
    /// The arrays.
    let slots: [Slot]
    /// The position of each part's first array, and the end.
    let parts: [Int]
    /// Where each array begins in the block, and the end; empty in a layout by stretches.
    let starts: [Int]
  }

  /// The element of the group that the first stretch begins with.
  let start: Int

  /// The number of elements of a stretch, and the distance from one of its arrays to the next.
  let stretch: Int
  private let stride: Int

  /// The number of elements of the block.
  let count: Int

  /// The arrays of every parameter; those of all in a layout by stretches, where they are the same.
  private let rows: [Row]

  private let isByStretches: Bool

  /// Lays out the arrays.
  ///
  /// - Parameters:
  ///   - composition: the parts.
  ///   - shapes: those of the parameters.
  ///   - own: the elements that there is state for, counted in the group.
  ///   - tile: the number of elements of a tile.
  init(_ composition: Composition, shapes: [[Int]], own: Range<Int>, tile: Int) {
    start = own.lowerBound
    let elements = own.count
    stretch = min(tile * tilesOfAStretch, max(1, (elements + tile - 1) / tile) * tile)
    stride = stretch + gap
    let parts = composition.statefulParts.map(\.part)
    isByStretches = !composition.seesWholeParameters
    var (next, element) = (0, 0)
    rows = shapes.prefix(isByStretches ? 1 : shapes.count).map { shape in
      let isOwn = own.contains(element)
      element += shape.reduce(1, *)
      let arrays = parts.map { $0.stateArrays(for: shape) }
      let slots = arrays.flatMap { $0.map { Slot(shape: $0.shape, start: $0.start) } }
      return Row(
        slots: slots, parts: sums(of: arrays.map(\.count), from: 0),
        starts: composition.seesWholeParameters
          ? sums(of: slots.map { isOwn ? ($0.shape ?? shape).reduce(1, *) : 0 }, from: &next)
          : [])
    }
    let arrays = rows.first?.slots.count ?? 0
    count = isByStretches ? (elements + stretch - 1) / stretch * stride * arrays : next
  }

  /// The arrays of a parameter.
  func slots(of parameter: Int) -> [Slot] { rows[isByStretches ? 0 : parameter].slots }
}

extension StateLayout {
  /// The number of elements from a stretch's arrays to the next one's; 0 in a layout by parameters.
  var width: Int { isByStretches ? (rows.first?.slots.count ?? 0) * stride : 0 }

  /// The number of arrays of a part, in a layout by stretches.
  func arrays(of part: Int) -> Int { rows.first.map { $0.parts[part + 1] - $0.parts[part] } ?? 0 }

  /// Where the arrays of some neighbouring parts lie.
  ///
  /// - Parameters:
  ///   - parts: the first and the last part, by their positions among the stateful parts.
  ///   - parameter: the parameter, in a layout by parameters.
  ///   - count: the number of its elements.
  /// - Returns: the place for the parameter, or for the first stretch.
  func place(of parts: ClosedRange<Int>, parameter: Int, count: Int) -> Place {
    let row = rows[isByStretches ? 0 : parameter]
    let first = row.parts[parts.lowerBound]
    let end = row.parts[parts.upperBound + 1]
    return isByStretches
      ? Place(range: (first * stride)..<(end * stride), stride: stride)
      : Place(range: row.starts[first]..<row.starts[end], stride: count)
  }

  /// Where an element's number in the first array lies, in a layout by stretches.
  func position(of element: Int) -> Int {
    let own = element - start
    return own / stretch * width + own % stretch
  }

  /// Where some elements of an array lie.
  ///
  /// - Parameters:
  ///   - slot: the array.
  ///   - parameter: the parameter.
  ///   - indices: the elements within the array.
  ///   - offset: where the parameter begins in the group.
  /// - Returns: those that lie side by side in the block, and where the first of them does.
  func runs(
    slot: Int, parameter: Int, indices: Range<Int>, offset: Int
  ) -> [(indices: Range<Int>, place: Int)] {
    guard isByStretches else {
      return [(indices, rows[parameter].starts[slot] + indices.lowerBound)]
    }
    var runs: [(indices: Range<Int>, place: Int)] = []
    var first = indices.lowerBound
    while first < indices.upperBound {
      let own = offset + first - start
      let end = min(first + stretch - own % stretch, indices.upperBound)
      runs.append((first..<end, position(of: offset + first) + slot * stride))
      first = end
    }
    return runs
  }
}

/// Where each of some arrays begins that lie one behind the other, and the end.
///
/// - Parameters:
///   - counts: the lengths of the arrays.
///   - next: where the first begins; where the last ends, afterwards.
/// - Returns: one number more than there are arrays.
private func sums(of counts: [Int], from next: inout Int) -> [Int] {
  [next]
    + counts.map { count in
      next += count
      return next
    }
}

private func sums(of counts: [Int], from start: Int) -> [Int] {
  var next = start
  return sums(of: counts, from: &next)
}
