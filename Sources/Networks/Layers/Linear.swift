public import Autodiff

/// Multiplies rows by a matrix and adds a bias: `y = x Wᵀ + b`.
///
/// ```swift
/// var generator = SplitMix64(seed: 1)
/// let layer = Linear(from: 3, to: 2, using: &generator)
/// #expect(layer(Tensor([[1, 2, 3]])).shape == [1, 2])
/// #expect(layer.parameters.map(\.name) == ["weight", "bias"])
/// ```
public struct Linear: Layer {
  /// The matrix W, of shape `[outputs, inputs]`.
  public let weight: Parameter

  /// What is added to each row, of shape `[outputs]`, if anything.
  public let bias: Parameter?

  /// Creates a layer; weight and bias start uniform between plus and minus 1/√inputs, as in PyTorch,
  /// unless said otherwise.
  ///
  /// - Parameters:
  ///   - inputs: the width of the input rows, in `1...`.
  ///   - outputs: the width of the output rows, in `1...`.
  ///   - hasBias: whether a bias is added.
  ///   - initializer: how the weight starts.
  ///   - biasInitializer: how the bias starts; left out, uniform as above.
  ///   - generator: where randomness comes from.
  public init(
    from inputs: Int, to outputs: Int, hasBias: Bool = true,
    initializer: Initializer = .kaimingUniform(negativeSlope: Float(5).squareRoot()),
    biasInitializer: Initializer? = nil, using generator: inout SplitMix64
  ) {
    weight = Parameter(
      "weight", shape: [outputs, inputs], kind: .weight, initializer, using: &generator)
    let biasInitializer = biasInitializer ?? .uniform(bound: 1 / Float(inputs).squareRoot())
    bias =
      hasBias
      ? Parameter("bias", shape: [outputs], kind: .bias, biasInitializer, using: &generator) : nil
  }

  /// The product with the transposed weight, plus the bias.
  ///
  /// - Parameter x: of shape `[…, inputs]`, of two axes at least.
  /// - Returns: a tensor of shape `[…, outputs]`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.matrixProduct(Tensor(weight), bias: bias.map(Tensor.init), transposingRight: true)
  }
}
