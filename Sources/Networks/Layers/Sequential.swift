public import Autodiff

/// Layers one behind the other; their parameters are named by their places, as in PyTorch.
///
/// ```swift
/// var generator = SplitMix64(seed: 1)
/// let network = Sequential(
///   Linear(from: 2, to: 8, using: &generator), Activation.relu,
///   Linear(from: 8, to: 3, using: &generator))
/// #expect(network(Tensor([[1, 2]])).shape == [1, 3])
/// #expect(network.parameters.map(\.name) == ["0.weight", "0.bias", "2.weight", "2.bias"])
/// ```
public struct Sequential: Layer {
  /// The layers, in the order in which they are applied.
  public let layers: [any Layer]

  /// The places alone are names.
  public static let names = ["layers": ""]

  /// Puts layers one behind the other.
  public init(_ layers: any Layer...) { self.init(layers) }

  /// Puts a list of layers one behind the other.
  public init(_ layers: [any Layer]) { self.layers = layers }

  /// What the last layer makes of what those before it make.
  public func callAsFunction(_ x: Tensor) -> Tensor { layers.reduce(x) { $1($0) } }
}

/// A function of every element, as a layer without parameters.
public enum Activation: String, Layer, Sendable, Hashable {
  /// The rectified linear unit.
  case relu
  /// The hyperbolic tangent.
  case tanh
  /// The logistic function.
  case sigmoid
  /// The Gaussian error linear unit.
  case gelu

  /// The function of every element.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .relu: x.relu()
    case .tanh: x.tanh()
    case .sigmoid: x.sigmoid()
    case .gelu: x.gelu()
    }
  }

  /// The name of the function.
  public var description: String { rawValue }
}

/// Any operation, as a layer without parameters.
///
/// ```swift
/// var generator = SplitMix64(seed: 1)
/// let network = Sequential(
///   Convolution2D(from: 1, to: 4, window: 3, padding: 1, using: &generator),
///   Function { $0.relu().maximumPooling2D(2).flattened(from: 1) },
///   Linear(from: 4 * 2 * 2, to: 3, using: &generator))
/// #expect(network(Tensor([Float](repeating: 1, count: 16), shape: [1, 1, 4, 4])).shape == [1, 3])
/// ```
public struct Function: Layer, Sendable {
  private let operation: @Sendable (Tensor) -> Tensor

  /// Makes a layer of an operation.
  public init(_ operation: @escaping @Sendable (Tensor) -> Tensor) { self.operation = operation }

  /// What the operation makes of a tensor.
  public func callAsFunction(_ x: Tensor) -> Tensor { operation(x) }
}
