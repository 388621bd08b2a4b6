import Autodiff
import Kernels
import Optimization

extension GroupState {
  /// Goes over everything that a checkpoint holds of the state of each parameter.
  func forEachCheckpointArray(_ body: (_ parameter: Int, CheckpointArray) -> Void) {
    // A shape takes a thousand times as long as a name.
    var known: [[Int]: [CheckpointArray]] = [:]
    for (index, parameter) in group.parameters.enumerated() {
      let arrays =
        known[parameter.shape]
        ?? CheckpointArray.all(
          ofShape: parameter.shape, composition, slots: layout.half == nil ? .float32 : .brain16)
      known[parameter.shape] = arrays
      let place = "state/\(parameter.name)/"
      for array in arrays { body(index, array.named(in: place)) }
    }
  }

  /// An array of a checkpoint as this rank keeps it, in the order of its own shape: all of it, a piece, or
  /// nil where another rank does.
  func stored(
    _ array: CheckpointArray, parameter: Int
  ) -> (name: String, shape: [Int], elements: CheckpointElements)? {
    let form = array.form
    guard case .slot = array.content else {
      let isOwn = layout.shards.own.contains(layout.ranges[parameter].lowerBound)
      return isOwn ? (form.name, form.shape, elements(of: array, parameter: parameter)) : nil
    }
    let own = layout.ownIndices(of: parameter, count: array.count)
    let elements = elements(of: array, parameter: parameter)
    if own.count == array.count { return (form.name, form.shape, elements) }
    return own.isEmpty
      ? nil : (ArrayPiece(of: form.name, form.shape, own).name, [own.count], elements)
  }

  /// The numbers of an array of a checkpoint, in the order of its own shape; of a state array, those that
  /// this rank keeps.
  private func elements(of array: CheckpointArray, parameter: Int) -> CheckpointElements {
    switch array.content {
    case .slot(let slot):
      let runs = layout.runs(of: slot, parameter: parameter, count: array.count)
      return layout.half.map { .brains(numbers(of: $0.arrays, in: runs)) }
        ?? .singles(numbers(of: layout.arrays, in: runs))
    case .scalar(let index):
      let block = scalars
      return .doubles([block.span[parameter * scalarCount + index]])
    case .steps: return .doubles([Double(steps[parameter])])
    case .secondMoments:
      return .doubles([
        secondMoments.moments[parameter], secondMoments.preconditioner[parameter],
      ])
    }
  }

  /// Takes the numbers of an array of a checkpoint, which have its form.
  ///
  /// - Returns: why they can't be, or nil where they can.
  func restore(
    _ array: CheckpointArray, parameter: Int, _ elements: CheckpointElements
  ) -> String? {
    switch (array.content, elements) {
    case (.slot(let slot), .singles(let numbers)):
      write(numbers, of: array, slot, parameter, to: layout.arrays)
    case (.slot(let slot), .brains(let numbers)):
      guard let half = layout.half else { break }
      write(numbers, of: array, slot, parameter, to: half.arrays)
    case (.scalar(let index), .doubles(let numbers)):
      let block = scalars
      var kept = block.mutableSpan
      kept[parameter * scalarCount + index] = numbers[0]
    case (.steps, .doubles(let numbers)):
      guard let count = stepCount(numbers[0]) else { return "\(numbers[0]) is no number of steps" }
      steps[parameter] = count
    case (.secondMoments, .doubles(let numbers)):
      secondMoments.moments[parameter] = numbers[0]
      secondMoments.preconditioner[parameter] = numbers[1]
    default: break
    }
    return nil
  }

  /// Writes those numbers of a state array that this rank keeps.
  private func write<Number>(
    _ numbers: [Number], of array: CheckpointArray, _ slot: Int, _ parameter: Int,
    to block: Block<Number>
  ) {
    var elements = block.mutableSpan
    for (indices, place) in layout.runs(of: slot, parameter: parameter, count: array.count) {
      for (i, position) in zip(indices, place...) { elements[position] = numbers[i] }
    }
  }
}

extension CheckpointArray {
  /// The number of elements.
  fileprivate var count: Int { form.shape.reduce(1, *) }
}

/// The numbers of a block in some runs.
private func numbers<Number>(
  of block: Block<Number>, in runs: [(indices: Range<Int>, place: Int)]
) -> [Number] {
  let elements = block.span
  return [Number](capacity: runs.reduce(0) { $0 + $1.indices.count }) { numbers in
    for (indices, place) in runs {
      for position in place..<(place + indices.count) { numbers.append(elements[position]) }
    }
  }
}
