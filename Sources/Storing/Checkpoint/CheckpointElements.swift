/// The elements of an array of a file, row-major.
package enum CheckpointElements: Sendable {
  /// An array of type `F32`.
  case singles([Float])
  /// An array of type `F64`.
  case doubles([Double])
  /// An array of type `I64`.
  case integers([Int64])
}

extension CheckpointElements {
  /// The type in the file.
  var type: ElementType {
    switch self {
    case .singles: .float32
    case .doubles: .float64
    case .integers: .signed64
    }
  }

  /// The number of elements.
  var count: Int {
    switch self {
    case .singles(let numbers): numbers.count
    case .doubles(let numbers): numbers.count
    case .integers(let numbers): numbers.count
    }
  }

  /// The elements of an `F32` array.
  var singles: [Float]? { if case .singles(let numbers) = self { numbers } else { nil } }

  /// The elements of an `F64` array.
  var doubles: [Double]? { if case .doubles(let numbers) = self { numbers } else { nil } }

  /// The elements of an `I64` array.
  var integers: [Int64]? { if case .integers(let numbers) = self { numbers } else { nil } }
}
