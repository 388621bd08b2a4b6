public import Kernels

extension Tensor {
  /// Creates a tensor of the given numbers.
  ///
  /// - Parameters:
  ///   - values: the elements, row-major.
  ///   - shape: the extent of each axis, each in `1...`; left out, a vector of all values.
  ///   - requiresGradient: whether `backward()` computes the gradient by this tensor.
  public convenience init(_ values: [Float], shape: [Int]? = nil, requiresGradient: Bool = false) {
    self.init(
      copying: values.span, shape: shape ?? [values.count], requiresGradient: requiresGradient)
  }

  /// Creates a tensor of the given numbers.
  ///
  /// - Parameters:
  ///   - values: the elements, row-major.
  ///   - shape: the extent of each axis, each in `1...`.
  ///   - requiresGradient: whether `backward()` computes the gradient by this tensor.
  public convenience init(
    copying values: Span<Float>, shape: [Int], requiresGradient: Bool = false
  ) {
    let memory = TensorMemory.current
    let slice = StorageSlice(memory.pool.take(values.count), 0..<values.count)
    copy(values, to: slice)
    self.init(
      "Tensor", slice, shape: shape, requiresGradient: requiresGradient, memory: memory)
  }

  /// Creates a matrix from its rows.
  ///
  /// - Parameters:
  ///   - rows: the rows, all of the same length.
  ///   - requiresGradient: whether `backward()` computes the gradient by this tensor.
  public convenience init(_ rows: [[Float]], requiresGradient: Bool = false) {
    let columns = rows.first?.count ?? 0
    require(
      rows.allSatisfy { $0.count == columns }, "Tensor",
      "all rows must have the same length, but they have \(rows.map(\.count))")
    self.init(
      Array(rows.joined()), shape: [rows.count, columns], requiresGradient: requiresGradient)
  }

  /// Creates a scalar.
  ///
  /// - Parameters:
  ///   - scalar: the only element.
  ///   - requiresGradient: whether `backward()` computes the gradient by this tensor.
  public convenience init(_ scalar: Float, requiresGradient: Bool = false) {
    self.init([scalar], shape: [], requiresGradient: requiresGradient)
  }

  /// Creates a tensor of equal numbers.
  ///
  /// - Parameters:
  ///   - value: every element.
  ///   - shape: the extent of each axis, each in `1...`.
  public convenience init(repeating value: Float, shape: [Int]) {
    require(
      shape.allSatisfy { $0 > 0 }, "Tensor",
      "every axis must be in 1..., but the shape is \(shape)")
    self.init(keeping: "Tensor", shape: shape) { fill($0, with: value) }
  }

  /// Creates a tensor of the current value of a parameter; its gradient goes to the parameter.
  ///
  /// The value is not copied: a backward pass after an optimizer has changed it is refused.
  ///
  /// - Parameter parameter: the parameter, in a group or not.
  public convenience init(_ parameter: Parameter) {
    self.init(
      parameter.name, parameter.value, shape: parameter.shape,
      requiresGradient: Graph.recording, parameter: parameter)
  }

  /// Creates a tensor over numbers that lie elsewhere, without a copy.
  ///
  /// - Parameters:
  ///   - value: the elements, row-major; they must not change while the tensor is in use.
  ///   - shape: the extent of each axis, each in `1...`.
  public convenience init(sharing value: StorageSlice, shape: [Int]) {
    self.init("Tensor", value, shape: shape, requiresGradient: false)
  }
}
