public import Autodiff
import Kernels

/// Sets a random share of the elements to 0 in training, and does nothing inside `evaluating`.
public struct Dropout: Layer {
  /// The share to drop, in `0 ..< 1`.
  public let rate: Float

  /// The layer's own generator, a buffer of the model.
  public let generator: SharedGenerator

  /// Creates a layer.
  ///
  /// - Parameters:
  ///   - rate: the share to drop, in `0 ..< 1`.
  ///   - generator: where the layer's own generator is drawn from.
  public init(_ rate: Float, using generator: inout SplitMix64) {
    require((0..<1).contains(rate), "Dropout: rate must be in 0..<1, but is \(rate)")
    self.rate = rate
    self.generator = SharedGenerator(SplitMix64(seed: generator.next()))
  }

  /// The elements that remain, scaled by 1 / (1 − rate).
  ///
  /// - Parameter x: of any shape.
  /// - Returns: a tensor of the same shape.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    Graph.isTraining ? x.dropout(rate, using: &generator.generator) : x
  }
}
