/// The elements of an array of a file, row-major.
package enum CheckpointElements: Sendable {
  /// The patterns of an array of type `BF16`.
  case brains([UInt16])
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
    case .brains: .brain16
    case .singles: .float32
    case .doubles: .float64
    case .integers: .signed64
    }
  }

  /// The number of elements.
  var count: Int {
    switch self {
    case .brains(let numbers): numbers.count
    case .singles(let numbers): numbers.count
    case .doubles(let numbers): numbers.count
    case .integers(let numbers): numbers.count
    }
  }

  /// The elements of an `F32` array, or of a `BF16` one.
  var singles: [Float]? {
    switch self {
    case .brains(let patterns): patterns.map { Float(bitPattern: UInt32($0) << 16) }
    case .singles(let numbers): numbers
    default: nil
    }
  }

  /// The elements of an `F64` array.
  var doubles: [Double]? { if case .doubles(let numbers) = self { numbers } else { nil } }

  /// The elements of an `I64` array.
  var integers: [Int64]? { if case .integers(let numbers) = self { numbers } else { nil } }
}
