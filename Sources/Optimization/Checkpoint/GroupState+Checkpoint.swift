import Autodiff
import Kernels

extension GroupState {
  /// Everything that a checkpoint holds for each parameter.
  var checkpointArrays: [[CheckpointArray]] {
    group.parameters.map { CheckpointArray.all(of: $0, composition) }
  }

  /// The numbers of an array of a checkpoint, in the order of its own shape.
  func elements(of array: CheckpointArray, parameter: Int) -> SafeTensorsWriter.Elements {
    switch array.content {
    case .values: return .singles(Array(group.parameters[parameter].value))
    case .slot(let slot):
      let places = places(of: slot, parameter: parameter, count: array.count)
      return .singles(numbers(of: arrays, at: places))
    case .scalar(let index):
      return .doubles(numbers(of: scalars, at: [parameter * scalarCount + index]))
    case .steps: return .doubles([Double(steps[parameter])])
    case .secondMoments:
      return .doubles([secondMoments[parameter][0], secondMoments[parameter][1]])
    }
  }

  /// Takes the numbers of an array from a file in which it has the right form.
  func restore(_ array: CheckpointArray, parameter: Int, from file: SafeTensors) {
    let doubles = file.doubles(array.name) ?? []
    switch array.content {
    case .values: group.parameters[parameter].value.update(file.singles(array.name) ?? [])
    case .slot(let slot):
      let places = places(of: slot, parameter: parameter, count: array.count)
      let block = arrays
      var elements = block.mutableSpan
      for (place, number) in zip(places, file.singles(array.name) ?? []) {
        elements[place] = number
      }
    case .scalar(let index):
      let block = scalars
      var elements = block.mutableSpan
      elements[parameter * scalarCount + index] = doubles[0]
    case .steps: steps[parameter] = stepCount(doubles[0]) ?? 0
    case .secondMoments: secondMoments[parameter] = SIMD2(doubles[0], doubles[1])
    }
  }

  /// Where the elements of a state array lie, whatever the layout.
  private func places(of slot: Int, parameter: Int, count: Int) -> [Int] {
    let offset = ranges[parameter].lowerBound
    return (0..<count).map {
      layout.position(slot: slot, parameter: parameter, index: $0, offset: offset)
    }
  }
}

extension CheckpointArray {
  /// The number of elements.
  fileprivate var count: Int { shape.reduce(1, *) }
}

/// The numbers of a block at some places.
private func numbers<Number>(of block: Block<Number>, at places: [Int]) -> [Number] {
  let elements = block.span
  var numbers: [Number] = []
  numbers.reserveCapacity(places.count)
  for place in places { numbers.append(elements[place]) }
  return numbers
}
