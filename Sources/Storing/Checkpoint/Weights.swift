package import Autodiff
import Kernels
import Optimization

/// What a network has learned: the values of its parameters, and the numbers that it keeps beside them.
package struct Weights {
  private let parameters: [Parameter]
  private let buffers: [Buffer]

  /// The weights of parameters and buffers, which are named as in the file.
  package init(_ parameters: [Parameter], _ buffers: [Buffer]) {
    (self.parameters, self.buffers) = (parameters, buffers)
  }

  /// Values that were found in a file, and where they go.
  struct Found {
    fileprivate let values: [(Parameter, [Float])]
    fileprivate let contents: [(Buffer, CheckpointElements)]

    /// Puts the values where they go.
    func restore() {
      for (parameter, values) in values { parameter.value.update(values) }
      for (buffer, content) in contents { buffer.restore(content) }
    }
  }

  /// Asks a file for everything.
  func found(by reader: inout CheckpointReader) -> Found {
    Found(
      values: parameters.compactMap { parameter in
        let form = CheckpointArray.Form(
          name: parameter.name, type: .float32, shape: parameter.shape)
        return reader.take(form, unit: parameter.name)?.singles.map { (parameter, $0) }
      },
      contents: buffers.compactMap { buffer in
        reader.take(buffer.form, unit: buffer.name).map { (buffer, $0) }
      })
  }
}

@available(*, unavailable)
extension Weights: Sendable {}

extension Weights {
  /// The bytes of a file that holds the weights and nothing else; generators are none.
  package func bytes(metadata: [String: String] = [:]) throws(SafeTensorsError) -> [UInt8] {
    var writer = SafeTensorsWriter()
    writer.metadata = metadata
    for parameter in parameters {
      writer.add(parameter.name, shape: parameter.shape, .singles(Array(parameter.value)))
    }
    for buffer in buffers {
      if case .numbers(let numbers) = buffer.content {
        writer.add(buffer.name, shape: [numbers.count], .singles(Array(numbers)))
      }
    }
    return try writer.bytes()
  }

  /// Takes the weights out of a file of weights, or out of a checkpoint with whatever else it has.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - path: what errors call it.
  ///   - rename: the name here of an array that bears another in the file.
  ///   - allowance: the differences to pass over.
  /// - Returns: what was passed over, sorted by name.
  /// - Throws: `CheckpointError` that names what does not fit; then nothing has changed.
  @discardableResult
  package func load(
    _ file: SafeTensors, path: String, renaming rename: (String) -> String = { $0 },
    allowing allowance: CheckpointAllowance = []
  ) throws(CheckpointError) -> [CheckpointDifference] {
    let renamed: SafeTensors
    do { renamed = try file.renamed(rename) } catch { throw CheckpointError(path, "\(error)") }
    var reader = CheckpointReader(renamed)
    let learned = Weights(parameters, buffers.filter { !$0.isGenerator })
    let found = learned.found(by: &reader)
    reader.passOver(where: renamed.isBesideWeights)
    let differences = reader.differences()
    let refused = differences.filter { !allowance.covers($0.kind) }
    guard refused.isEmpty else { throw CheckpointError(path, refused) }
    found.restore()
    return differences
  }
}

extension Buffer {
  fileprivate var isGenerator: Bool { if case .generator = content { true } else { false } }
}

extension SafeTensors {
  /// Whether an array has its place beside weights: state of an optimizer and generators in a
  /// checkpoint, and PyTorch's count of batches, which changes no average of a given momentum.
  fileprivate func isBesideWeights(_ name: String, _ entry: Entry) -> Bool {
    if name.split(separator: ".").last == "num_batches_tracked" { return true }
    return metadata["descent"] != nil && (name.contains("/") || entry.type == .signed64)
  }
}
