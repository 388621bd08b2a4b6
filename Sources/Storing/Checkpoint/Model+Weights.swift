public import Autodiff
import Kernels

extension Model {
  /// Saves what the model has learned, and nothing else: a safetensors file that PyTorch reads.
  ///
  /// The file has the values of the parameters and the numbers of the buffers, by their names:
  /// `load_state_dict(load_file(path))` takes it in PyTorch where the names are those of the model
  /// there, as the shipped layers' are (``Model/names``).
  ///
  /// ```swift
  /// import Foundation
  ///
  /// var generator = SplitMix64(seed: 1)
  /// let path = FileManager.default.temporaryDirectory.appendingPathComponent("w.safetensors").path
  /// let layer = Linear(from: 2, to: 1, using: &generator)
  /// try layer.save(to: path)
  /// let other = Linear(from: 2, to: 1, using: &generator)
  /// try other.load(from: path)
  /// #expect(Array(other.weight.value) == Array(layer.weight.value))
  /// ```
  ///
  /// - Parameter path: the file; what was there is replaced as a whole.
  /// - Throws: `CheckpointError` where two arrays have one name or the file can't be written.
  public func save(to path: String) throws(CheckpointError) {
    let bytes: [UInt8]
    do { bytes = try Weights(parameters, buffers).bytes() } catch {
      throw CheckpointError(path, "\(error)")
    }
    try CheckpointFile(path: path).replaceAlone(with: bytes)
  }

  /// Loads weights that `save(to:)`, a checkpoint or PyTorch has saved as safetensors.
  ///
  /// Numbers of type F16, BF16 and F64 become `Float`. Of a checkpoint, the optimizer's state is passed
  /// over; of PyTorch's file, `num_batches_tracked`.
  ///
  /// - Parameters:
  ///   - path: a safetensors file.
  ///   - rename: what an array of the file is called here; left out, the same.
  ///   - allowance: the differences to pass over; left out, none.
  /// - Returns: what was passed over, sorted by name.
  /// - Throws: `CheckpointError` that names all differences that are not allowed; then nothing has
  ///   changed.
  @discardableResult
  public func load(
    from path: String, renaming rename: (String) -> String = { $0 },
    allowing allowance: CheckpointAllowance = []
  ) throws(CheckpointError) -> [CheckpointDifference] {
    try Weights(parameters, buffers).load(
      CheckpointFile(path: path).read(), path: path, renaming: rename, allowing: allowance)
  }
}
