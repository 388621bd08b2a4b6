import Kernels

extension Tensor {
  /// Creates the result of an operation in memory of its own.
  ///
  /// - Parameters:
  ///   - operation: the name, for messages.
  ///   - shape: the shape of the result.
  ///   - operands: what a gradient may flow to.
  ///   - value: writes every element of the result.
  ///   - pullback: hands each operand its share of the result's `upstream`. It captures operands and
  ///     constants; the result itself it is given.
  convenience init(
    _ operation: String, shape: [Int], of operands: [Tensor],
    value: (StorageSlice) -> Void, pullback: @escaping (Tensor) -> Void
  ) {
    let memory = TensorMemory.current
    let count = shape.elementCount
    let slice = StorageSlice(memory.pool.take(count), 0..<count)
    value(slice)
    let isRecorded = operands.contains { $0.requiresGradient } && Graph.recording
    self.init(
      operation, slice, shape: shape, requiresGradient: isRecorded,
      operands: isRecorded ? operands : [], pullback: isRecorded ? pullback : nil, memory: memory)
  }

  /// Creates the result of an operation that only looks differently at an operand's numbers.
  convenience init(
    _ operation: String, viewing operand: Tensor, _ range: Range<Int>? = nil, shape: [Int],
    pullback: @escaping (Tensor) -> Void
  ) {
    let value = range.map { operand.value.part($0) } ?? operand.value
    let isRecorded = operand.requiresGradient && Graph.recording
    self.init(
      operation, value, shape: shape, requiresGradient: isRecorded,
      operands: isRecorded ? [operand] : [], pullback: isRecorded ? pullback : nil,
      memory: operand.memory)
  }

  /// Creates numbers that an operation keeps for its pullback, in memory of their own.
  convenience init(keeping operation: String, shape: [Int], value: (StorageSlice) -> Void) {
    self.init(operation, shape: shape, of: [], value: value, pullback: { _ in })
  }

  /// The same numbers without the graph behind them.
  public func detached() -> Tensor {
    Tensor("detached", value, shape: shape, requiresGradient: false, memory: memory)
  }
}
