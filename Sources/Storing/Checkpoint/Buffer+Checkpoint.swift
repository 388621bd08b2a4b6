import Autodiff
import Kernels

extension Buffer {
  /// How the buffer stands in a file.
  var form: CheckpointArray.Form {
    switch content {
    case .numbers(let numbers): .init(name: name, type: .float32, shape: [numbers.count])
    case .generator: .init(name: name, type: .signed64, shape: [])
    }
  }

  /// What the buffer holds.
  var elements: CheckpointElements {
    switch content {
    case .numbers(let numbers): .singles(Array(numbers))
    // PyTorch has long read signed integers; the bits are the same.
    case .generator(let shared): .integers([Int64(bitPattern: shared.generator.state)])
    }
  }

  /// Takes what a file holds in the buffer's form.
  func restore(_ elements: CheckpointElements) {
    switch (content, elements) {
    case (.numbers(let numbers), .singles(let elements)): numbers.update(elements)
    case (.generator(let shared), .integers(let elements)):
      shared.generator.state = UInt64(bitPattern: elements[0])
    default: break
    }
  }
}
