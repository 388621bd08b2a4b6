import Kernels

/// Where the state arrays of a group's parts lie in the group's one block.
///
/// Parts that work element by element have their arrays interleaved by tiles: all arrays of a tile
/// lie one behind the other, which makes one stream of memory of them. Where a part sees whole
/// parameters, all arrays of a parameter lie one behind the other instead.
package struct StateLayout {
  /// One state array of one part.
  struct Slot {
    /// `moments/m`: the role and the array's name.
    let name: String
    /// Its shape in a layout by parameters; nil for the parameter's own.
    let shape: [Int]?
    /// What it holds before the first step.
    let start: StateArray.Start
  }

  /// The number of elements of a tile.
  let tile: Int

  /// The arrays of every parameter; all parameters have the same where the layout is by tiles.
  let slots: [[Slot]]

  /// For each parameter, the position of each part's first array among the slots, and the end.
  private let partStarts: [[Int]]

  /// Where each slot of each parameter begins; nil in a layout by tiles.
  private let starts: [[Int]]?

  /// The number of elements of the block.
  let count: Int

  init(_ composition: Composition, shapes: [[Int]], tile: Int) {
    self.tile = tile
    let parts = composition.statefulParts
    slots = shapes.map { shape in
      parts.flatMap { role, part in
        part.stateArrays(for: shape).map {
          Slot(name: "\(role)/\($0.name)", shape: $0.shape, start: $0.start)
        }
      }
    }
    partStarts = shapes.map { shape in
      parts.reduce(into: [0]) { starts, named in
        starts.append((starts.last ?? 0) + named.part.stateArrays(for: shape).count)
      }
    }
    if composition.seesWholeParameters {
      var next = 0
      starts = zip(shapes, slots).map { shape, slots in
        slots.map { slot in
          defer { next += (slot.shape ?? shape).reduce(1, *) }
          return next
        }
      }
      count = next
    } else {
      starts = nil
      let total = shapes.reduce(0) { $0 + $1.reduce(1, *) }
      count = (total + tile - 1) / tile * tile * (slots.first?.count ?? 0)
    }
  }

  /// The range of the block in which a part's arrays for some elements lie, and the distance from an
  /// array to the next.
  ///
  /// - Parameters:
  ///   - part: the position of the part in the composition.
  ///   - parameter: the parameter, in a layout by parameters.
  ///   - element: the first element, counted in the group; in a layout by tiles the elements end
  ///     with the tile.
  ///   - stride: the number of elements of the parameter, in a layout by parameters.
  /// - Returns: a range of the block, and the distance.
  func view(
    part: Int, parameter: Int, element: Int, stride: Int
  ) -> (range: Range<Int>, stride: Int) {
    let first = partStarts[parameter][part]
    let end = partStarts[parameter][part + 1]
    guard first < end else { return (0..<0, 0) }
    if let starts {
      let upper = end < slots[parameter].count ? starts[parameter][end] : blockEnd(of: parameter)
      return (starts[parameter][first]..<upper, stride)
    }
    let width = slots[0].count * tile
    let block = element / tile * width
    return ((block + first * tile + element % tile)..<(block + end * tile), tile)
  }

  private func blockEnd(of parameter: Int) -> Int {
    guard let starts else { return count }
    for next in starts.dropFirst(parameter + 1) {
      if let start = next.first { return start }
    }
    return count
  }

  /// Where an element of an array lies.
  ///
  /// - Parameters:
  ///   - slot: the array.
  ///   - parameter: the parameter.
  ///   - index: the element within the array.
  ///   - offset: where the parameter begins in the group.
  /// - Returns: a position in the block.
  package func position(slot: Int, parameter: Int, index: Int, offset: Int) -> Int {
    if let starts { return starts[parameter][slot] + index }
    let element = offset + index
    return element / tile * slots[0].count * tile + slot * tile + element % tile
  }
}
