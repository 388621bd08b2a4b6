public import Autodiff
import Kernels

/// Gives each row of the last axis mean 0 and variance 1, and then a learned scale and shift.
public struct LayerNorm: Normalization {
  /// What the standardized columns are multiplied by, of shape `[width]`; starts as 1.
  public let weight: Parameter

  /// What is added, of shape `[width]`; starts as 0.
  public let bias: Parameter

  private let sharedEpsilon: SharedEpsilon

  /// ε, added to the variance.
  public var epsilon: Float {
    get { sharedEpsilon.value }
    nonmutating set { sharedEpsilon.value = newValue }
  }

  /// Creates a layer.
  ///
  /// - Parameters:
  ///   - width: the extent of the last axis, in `1...`.
  ///   - epsilon: ε, added to the variance, in `0...`; the default is PyTorch's.
  public init(width: Int, epsilon: Float = 1e-5) {
    require(width >= 1, "LayerNorm: width must be in 1..., but is \(width)")
    weight = Parameter("weight", kind: .normalization, [Float](repeating: 1, count: width))
    bias = Parameter("bias", kind: .normalization, [Float](repeating: 0, count: width))
    sharedEpsilon = SharedEpsilon(epsilon, "LayerNorm")
  }

  /// The rows, standardized, scaled and shifted.
  ///
  /// - Parameter x: of shape `[…, width]`.
  /// - Returns: a tensor of the same shape.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.layerNormalization(scale: Tensor(weight), shift: Tensor(bias), epsilon: epsilon)
  }
}
