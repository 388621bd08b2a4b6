public import Autodiff

/// A model that makes one tensor of another.
public protocol Layer: Model {
  /// The result of the layer.
  ///
  /// - Parameter x: the input, of a shape that the layer accepts.
  /// - Returns: the output.
  func callAsFunction(_ x: Tensor) -> Tensor
}
