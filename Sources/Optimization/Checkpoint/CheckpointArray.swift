import Autodiff

/// One array that a checkpoint holds for a parameter: its name, its form, and what it is.
struct CheckpointArray {
  /// Which numbers of a parameter the array holds.
  enum Content {
    /// The values.
    case values
    /// A state array, by its position among the slots of the parameter.
    case slot(Int)
    /// A scalar, by its position among the scalars of the parameter.
    case scalar(Int)
    /// The number of steps that the parameter has taken.
    case steps
    /// The sums of the second moments that moment estimator and preconditioner keep.
    case secondMoments
  }

  let name: String
  let type: ElementType
  let shape: [Int]
  let content: Content
}

extension CheckpointArray {
  /// Everything that a checkpoint holds for a parameter: the values first, then its state.
  static func all(of parameter: Parameter, _ composition: Composition) -> [CheckpointArray] {
    let state = "state/\(parameter.name)"
    let parts = composition.statefulParts
    let slots = parts.flatMap { role, part in
      part.stateArrays(for: parameter.shape).map { ("\(role)/\($0.name)", $0.shape) }
    }
    let scalars = parts.flatMap { role, part in
      part.stateScalars.map { "\(role)/\($0.name)" }
    }
    var arrays = [
      CheckpointArray(
        name: parameter.name, type: .float32, shape: parameter.shape, content: .values),
      CheckpointArray(name: "\(state)/steps", type: .float64, shape: [], content: .steps),
      CheckpointArray(
        name: "\(state)/secondMoments", type: .float64, shape: [2], content: .secondMoments),
    ]
    for (index, slot) in slots.enumerated() {
      arrays.append(
        CheckpointArray(
          name: "\(state)/\(slot.0)", type: .float32, shape: slot.1 ?? parameter.shape,
          content: .slot(index)))
    }
    for (index, scalar) in scalars.enumerated() {
      arrays.append(
        CheckpointArray(
          name: "\(state)/\(scalar)", type: .float64, shape: [], content: .scalar(index)))
    }
    return arrays
  }

  /// How the file's array of this name differs from this one, or nil where it fits.
  func difference(in file: SafeTensors) -> CheckpointDifference? {
    guard let entry = file.entries[name] else { return CheckpointDifference(name, .missing) }
    guard entry.type == type, entry.shape == shape else {
      return CheckpointDifference(
        name, .unsuitable,
        "it must be \(type.rawValue) \(shape), but is \(entry.type.rawValue) \(entry.shape)")
    }
    if case .steps = content, let steps = file.doubles(name)?.first, stepCount(steps) == nil {
      return CheckpointDifference(name, .unsuitable, "\(steps) is no number of steps")
    }
    return nil
  }
}

/// The number of steps that a number from a file says, or nil where it can't be one.
func stepCount(_ number: Double) -> Int? {
  guard let count = Int(exactly: number), (0...largestStepCount).contains(count) else { return nil }
  return count
}

/// The largest number of steps: up to it, `Double` has all whole numbers.
let largestStepCount = 1 << 53
