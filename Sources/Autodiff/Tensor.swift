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

  /// How often the value of the parameter had been changed when the tensor was made of it.
  private let changes: Int

  private var storage: Storage
  private let start: Int
  /// Where the numbers came from, and go to when nothing uses them any more.
  let memory: TensorMemory

  private(set) var parents: [Tensor]
  private(set) var pullback: ((Tensor) -> Void)?

  /// Whether a backward pass has been through, and the graph behind the tensor is gone.
  private(set) var isReleased = false

  /// How many results of the graph still have to contribute to the gradient of this tensor.
  var pendingResults = 0

  private var gradientStorage: Storage?
  private var gradientStart = 0

  /// Creates a tensor over numbers that lie somewhere.
  ///
  /// - Parameters:
  ///   - operation: what the tensor is the result of.
  ///   - value: the elements, row-major.
  ///   - shape: the extent of each axis.
  ///   - requiresGradient: whether a backward pass computes the gradient by this tensor.
  ///   - parameter: the parameter that the tensor is the value of.
  ///   - operands: what a gradient flows on to.
  ///   - pullback: hands each operand its share of the gradient; nil for a leaf of the graph.
  ///   - memory: where the numbers go when the tensor, and everyone else, is done with them.
  init(
    _ operation: String, _ value: StorageSlice, shape: [Int], requiresGradient: Bool,
    parameter: Parameter? = nil, operands: [Tensor] = [], pullback: ((Tensor) -> Void)? = nil,
    memory: TensorMemory = .current
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
    changes = parameter?.counts.changes ?? 0
    self.storage = value.storage
    self.start = value.range.lowerBound
    self.memory = memory
    self.parents = operands
    self.pullback = pullback
  }

  deinit {
    releaseGraph()
    releaseGradient()
    if isKnownUniquelyReferenced(&storage) { memory.pool.give(storage) }
  }
}

@available(*, unavailable)
extension Tensor: Sendable {}

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

extension Tensor {
  /// Whether the numbers are those of another value than the parameter has now.
  var isOutdated: Bool { parameter.map { $0.counts.changes != changes } ?? false }
}

extension Tensor: CustomStringConvertible {
  /// The operation, the shape and the first elements.
  public var description: String {
    "\(operation) \(shape): \(value)"
  }
}

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
      gradientStorage = memory.pool.take(count)
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
    let unique = memory.pool.take(count)
    copy(upstream.span, to: StorageSlice(unique, 0..<count))
    (gradientStorage, gradientStart) = (unique, 0)
  }

  /// Forgets the gradient.
  func releaseGradient() {
    if isKnownUniquelyReferenced(&gradientStorage), let gradientStorage {
      memory.pool.give(gradientStorage)
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
