public import Kernels

/// A dense array of `Float`s of any rank, row-major, that remembers how it came about.
///
/// ```swift
/// let x = Tensor([[1, 2], [3, 4]], requiresGradient: true)
/// let loss = (x * x).sum()
/// loss.backward()
/// #expect(x.gradient.map(Array.init) == [2, 4, 6, 8])
/// ```
///
/// The numbers of a tensor never change. The graph is defined by running it: an operation of which an
/// operand requires a gradient keeps its operands until `backward()` has passed through, or until the
/// result is gone. A tensor belongs to one task at a time.
public final class Tensor {
  /// The extent of each axis, each in `1...`, from the outermost to the innermost; empty for a scalar.
  public let shape: [Int]

  /// The number of elements.
  public let count: Int

  /// What the tensor is the result of.
  public let operation: String

  /// Whether a backward pass computes the gradient by this tensor.
  public let requiresGradient: Bool

  /// The parameter that the tensor is the value of.
  let parameter: Parameter?

  private var storage: Storage
  private let start: Int
  private let memory: TensorMemory

  private(set) var parents: [Tensor] = []
  private(set) var pullback: ((Tensor) -> Void)?

  /// Whether a backward pass has been through, and the graph behind the tensor is gone.
  private(set) var isReleased = false

  /// How many results of the graph still have to contribute to the gradient of this tensor.
  var pendingResults = 0

  private var gradientStorage: Storage?
  private var gradientStart = 0

  /// A tensor without a graph.
  private init(
    _ operation: String, _ value: StorageSlice, shape: [Int], requiresGradient: Bool,
    parameter: Parameter? = nil, memory: TensorMemory = .current
  ) {
    require(
      shape.allSatisfy { $0 > 0 }, operation,
      "every axis must be in 1..., but the shape is \(shape)")
    require(
      shape.elementCount == value.range.count, operation,
      "the shape \(shape) needs \(shape.elementCount) elements, but there are \(value.range.count)")
    self.shape = shape
    self.count = value.range.count
    self.operation = operation
    self.requiresGradient = requiresGradient
    self.parameter = parameter
    self.storage = value.storage
    self.start = value.range.lowerBound
    self.memory = memory
  }

  deinit {
    releaseGraph()
    releaseGradient()
    if isKnownUniquelyReferenced(&storage) { memory.give(storage) }
  }
}

@available(*, unavailable)
extension Tensor: Sendable {}

// MARK: Making tensors from numbers

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
    let slice = StorageSlice(memory.take(count: values.count), 0..<values.count)
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
    let memory = TensorMemory.current
    let slice = StorageSlice(memory.take(count: shape.elementCount), 0..<shape.elementCount)
    fill(slice, with: value)
    self.init("Tensor", slice, shape: shape, requiresGradient: false, memory: memory)
  }

  /// Creates a tensor of the current value of a parameter; its gradient goes to the parameter.
  ///
  /// The value is not copied: run the backward pass before an optimizer changes it.
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

// MARK: Making tensors by operations

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
    let slice = StorageSlice(memory.take(count: count), 0..<count)
    value(slice)
    let isRecorded = operands.contains { $0.requiresGradient } && Graph.recording
    self.init(operation, slice, shape: shape, requiresGradient: isRecorded, memory: memory)
    if isRecorded { (self.parents, self.pullback) = (operands, pullback) }
  }

  /// Creates the result of an operation that only looks differently at an operand's numbers.
  convenience init(
    _ operation: String, viewing operand: Tensor, _ range: Range<Int>? = nil, shape: [Int],
    pullback: @escaping (Tensor) -> Void
  ) {
    let value = range.map { operand.value.part($0) } ?? operand.value
    let isRecorded = operand.requiresGradient && Graph.recording
    self.init(
      operation, value, shape: shape, requiresGradient: isRecorded, memory: operand.memory)
    if isRecorded { (self.parents, self.pullback) = ([operand], pullback) }
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

// MARK: Reading

extension Tensor {
  /// The number of axes.
  public var rank: Int { shape.count }

  /// The elements, row-major.
  public var value: StorageSlice { StorageSlice(storage, start..<(start + count)) }

  /// The elements, row-major, as an array.
  public var array: [Float] { value.copied }

  /// The only element of a tensor of one element.
  public var scalar: Float {
    require(count == 1, "scalar", "the tensor must have one element, but its shape is \(shape)")
    let value = value
    return value.span[0]
  }

  /// The gradient by a tensor that was made with `requiresGradient`, or nil where none has arrived.
  ///
  /// It is the sum over all backward passes so far. A parameter has its gradient itself.
  public var gradient: StorageSlice? {
    if let parameter { return parameter.gradient }
    return gradientStorage.map { StorageSlice($0, gradientStart..<(gradientStart + count)) }
  }
}

// MARK: Gradients and release

extension Tensor {
  /// The gradient of the loss by this tensor, inside its pullback.
  var upstream: StorageSlice {
    guard let gradient else { refuse(operation, "no gradient has arrived") }
    return gradient
  }

  /// Takes a contribution to the gradient that is written or added in place.
  ///
  /// - Parameter write: writes every element, or adds to it where its second argument is true.
  func accumulate(_ write: (StorageSlice, _ accumulates: Bool) -> Void) {
    guard requiresGradient else { return }
    if let parameter {
      write(parameter.gradientSlice, parameter.hasGradient)
      parameter.hasGradient = true
    } else if gradientStorage == nil {
      gradientStorage = memory.take(count: count)
      gradientStart = 0
      write(upstream, false)
    } else {
      makeGradientUnique()
      write(upstream, true)
    }
  }

  /// Takes a contribution to the gradient that already lies somewhere, without a copy if it can.
  func receive(sharing contribution: StorageSlice) {
    guard requiresGradient else { return }
    if parameter == nil && gradientStorage == nil {
      gradientStorage = contribution.storage
      gradientStart = contribution.range.lowerBound
    } else {
      accumulate { into, accumulates in
        if accumulates { add(contribution, to: into) } else { copy(contribution.span, to: into) }
      }
    }
  }

  /// A gradient that is shared with another tensor is copied before something is added to it.
  private func makeGradientUnique() {
    guard !isKnownUniquelyReferenced(&gradientStorage) else { return }
    let unique = memory.take(count: count)
    copy(upstream.span, to: StorageSlice(unique, 0..<count))
    (gradientStorage, gradientStart) = (unique, 0)
  }

  /// Forgets the gradient.
  func releaseGradient() {
    if isKnownUniquelyReferenced(&gradientStorage), let gradientStorage {
      memory.give(gradientStorage)
    }
    gradientStorage = nil
  }

  /// Marks the tensor as passed by a backward pass, which has no more use for it.
  func finishBackward() {
    releaseGradient()
    isReleased = true
    releaseGraph()
  }

  /// Lets go of the graph behind the tensor, a tensor at a time: a long chain would overflow the
  /// stack if each tensor released the one before it.
  private func releaseGraph() {
    guard pullback != nil else { return }
    var unreleased = parents
    parents = []
    pullback = nil
    while var tensor = unreleased.popLast() {
      guard isKnownUniquelyReferenced(&tensor) else { continue }
      unreleased.append(contentsOf: tensor.parents)
      tensor.parents = []
      tensor.pullback = nil
    }
  }
}
