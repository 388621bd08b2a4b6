import Autodiff
package import Kernels

/// The state arrays of a group in bfloat16: a tile of them is widened into the room of a thread, worked on
/// there, and rounded back.
package struct HalfState: Sendable {
  /// The numbers, where `StateLayout` has them.
  package let arrays: Block<UInt16>

  private let layout: StateLayout
  private let place: StateLayout.Place
  private let tile: Int

  /// Where each parameter lies, and what its random numbers are taken by.
  private let ranges: [Range<Int>]
  private let seeds: [UInt64]

  /// Nil where the state is kept in `Float`s.
  init?(
    _ precision: StatePrecision, _ group: ParameterGroup, _ layout: StateLayout,
    ranges: [Range<Int>],
    parts: PerPart<Int>, tile: Int
  ) {
    guard case .bfloat16(let seed) = precision else { return nil }
    self.layout = layout
    self.tile = tile
    self.ranges = ranges
    arrays = Block(count: layout.count)
    place = layout.place(of: parts.moments...parts.preconditioner, parameter: 0, count: 0)
    // By its name, because parameters may come in other groups.
    seeds = group.parameters.map { $0.name.utf8.reduce(mixed(seed)) { mixed($0 &+ UInt64($1)) } }
  }
}

extension HalfState {
  /// The number of elements of a tile's arrays.
  var roomCount: Int { arrayCount * tile }

  private var arrayCount: Int { place.range.count / max(1, place.stride) }

  /// Where some parts' arrays of a tile lie in the room.
  func roomPlace(of place: StateLayout.Place) -> StateLayout.Place {
    if place.range.isEmpty { return place }
    let (first, end) = (
      place.range.lowerBound / place.stride, place.range.upperBound / place.stride
    )
    return .init(range: (first * tile)..<(end * tile), stride: tile)
  }

  /// Widens the arrays of a tile.
  func load(_ elements: Range<Int>, into room: inout MutableSpan<Float>) {
    let block = arrays
    let first = layout.position(of: elements.lowerBound)
    for array in 0..<arrayCount {
      let start = first + array * place.stride
      var numbers = room.part((array * tile)..<(array * tile + elements.count))
      numbers.widen(block.span(start..<(start + elements.count)))
    }
  }

  /// Rounds the arrays of a tile.
  ///
  /// - Parameters:
  ///   - elements: those of the tile, counted in the group.
  ///   - room: the arrays.
  ///   - step: the number of the step, which chooses the random numbers.
  func store(_ elements: Range<Int>, from room: Span<Float>, step: Int) {
    var parameter = parameter(of: elements.lowerBound)
    var start = elements.lowerBound
    while start < elements.upperBound {
      let end = min(ranges[parameter].upperBound, elements.upperBound)
      store(start..<end, of: parameter, from: room, at: start - elements.lowerBound, step: step)
      (start, parameter) = (end, parameter + 1)
    }
  }

  /// The parameter that an element belongs to.
  private func parameter(of element: Int) -> Int {
    var (low, high) = (0, ranges.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if ranges[middle].lowerBound <= element { low = middle } else { high = middle }
    }
    return low
  }

  /// Rounds the arrays of elements of one parameter, which are in the room from some place on.
  private func store(
    _ elements: Range<Int>, of parameter: Int, from room: Span<Float>, at offset: Int, step: Int
  ) {
    let block = arrays
    let first = layout.position(of: elements.lowerBound)
    let seed = mixed(seeds[parameter] &+ UInt64(step))
    for array in 0..<arrayCount {
      let start = first + array * place.stride
      let from = array * tile + offset
      var halves = block.mutableSpan(start..<(start + elements.count))
      halves.round(
        room.extracting(from..<(from + elements.count)),
        key: UInt32(truncatingIfNeeded: mixed(seed &+ UInt64(array))),
        first: elements.lowerBound - ranges[parameter].lowerBound)
    }
  }
}
