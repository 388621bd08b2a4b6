public import Autodiff
import Kernels

/// Slides filters over images.
public struct Convolution2D: Layer {
  /// The filters, of shape `[outputs, inputs, window, window]`.
  public let weight: Parameter

  /// What is added to each channel, of shape `[outputs]`, if anything.
  public let bias: Parameter?

  /// How far apart neighbouring results look.
  public let stride: Int

  /// How many zeros are put around each image.
  public let padding: Int

  /// Creates a layer; filters and bias start uniform between plus and minus 1/√(inputs · window²), as
  /// in PyTorch, unless said otherwise.
  ///
  /// - Parameters:
  ///   - inputs: the number of channels of the input, in `1...`.
  ///   - outputs: the number of channels of the output, in `1...`.
  ///   - window: the height and width of a filter, in `1...`.
  ///   - stride: how far apart neighbouring results look, in `1...`.
  ///   - padding: how many zeros are put around each image, in `0...`.
  ///   - hasBias: whether a bias is added.
  ///   - initializer: how the filters start.
  ///   - generator: where randomness comes from.
  public init(
    from inputs: Int, to outputs: Int, window: Int, stride: Int = 1, padding: Int = 0,
    hasBias: Bool = true,
    initializer: Initializer = .kaimingUniform(negativeSlope: Float(5).squareRoot()),
    using generator: inout SplitMix64
  ) {
    require(stride >= 1, "Convolution2D: stride must be in 1..., but is \(stride)")
    require(padding >= 0, "Convolution2D: padding must be in 0..., but is \(padding)")
    weight = Parameter(
      "weight", shape: [outputs, inputs, window, window], kind: .weight, initializer,
      using: &generator)
    let bound = 1 / Float(inputs * window * window).squareRoot()
    bias =
      hasBias
      ? Parameter(
        "bias", shape: [outputs], kind: .bias, .uniform(bound: bound), using: &generator) : nil
    self.stride = stride
    self.padding = padding
  }

  /// The images convolved with the filters, plus the bias.
  ///
  /// - Parameter x: of shape `[batch, inputs, height, width]`.
  /// - Returns: a tensor of shape `[batch, outputs, height, width]`, where an extent `e` has become
  ///   `(e + 2 · padding − window) / stride + 1`, rounded down.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.convolution2D(Tensor(weight), bias: bias.map(Tensor.init), stride: stride, padding: padding)
  }
}
