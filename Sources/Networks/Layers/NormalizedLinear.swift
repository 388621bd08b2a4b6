public import Autodiff
import Kernels

/// Multiplies rows by a matrix whose length is given, whatever its weight's is, and adds a bias.
///
/// ```text
/// y = √(2 outputs) / ‖W‖ · x Wᵀ + b
/// ```
///
/// ```swift
/// var generator = SplitMix64(seed: 1)
/// let layer = NormalizedLinear(from: 3, to: 2, using: &generator)
/// let before = layer(Tensor([[1, 2, 3]])).array
/// layer.weight.value.update(layer.weight.value.map { 4 * $0 })
/// #expect(layer(Tensor([[1, 2, 3]])).array == before)
/// ```
///
/// - Source: Salimans and Kingma, 2016, <https://arxiv.org/abs/1602.07868>; the length is that of He et
///   al., 2015, § 2.2, <https://arxiv.org/abs/1502.01852>.
/// - Differs: one norm for the whole matrix instead of one for each row, and no learned length: so the
///   layer is scale-invariant in all of W.
public struct NormalizedLinear: Layer {
  /// The matrix W, of shape `[outputs, inputs]`; must not be 0.
  public let weight: Parameter

  /// What is added to each row, of shape `[outputs]`; starts as 0.
  public let bias: Parameter

  /// Creates a layer; the weight starts normal with variance 2/inputs, so that its length is near
  /// √(2 outputs).
  ///
  /// - Parameters:
  ///   - inputs: the width of the input rows, in `1...`.
  ///   - outputs: the width of the output rows, in `1...`.
  ///   - generator: where randomness comes from.
  public init(from inputs: Int, to outputs: Int, using generator: inout SplitMix64) {
    weight = Parameter(
      "weight", shape: [outputs, inputs], kind: .weight, .kaimingNormal(), using: &generator)
    bias = Parameter("bias", [Float](repeating: 0, count: outputs))
  }

  /// The product with the transposed matrix of the given length, plus the bias.
  ///
  /// - Parameter x: of shape `[…, inputs]`, of two axes at least.
  /// - Returns: a tensor of shape `[…, outputs]`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let weight = Tensor(weight)
    let length = Float(2 * weight.shape[0]).squareRoot()
    let unit = weight / weight.squared().sum().sqrt()
    return x.matrixProduct(unit * length, bias: Tensor(bias), transposingRight: true)
  }
}
