import Autodiff
import Networks

/// Fully connected layers with rectifiers, each hidden one normalized over the batch and without a
/// bias, which would be subtracted again: the hidden weights are scale-invariant but for the norm's ε.
struct BatchNormalizedPerceptron: Layer {
  let hidden: [Hidden]
  let output: Linear
  let dropout: Dropout

  /// A layer and its norm.
  struct Hidden: Model {
    let linear: Linear
    let norm: BatchNorm
  }

  /// Creates the network.
  ///
  /// - Parameters:
  ///   - widths: those of the input, the hidden layers and the output.
  ///   - dropout: the share of the hidden units to drop.
  ///   - generator: where randomness comes from.
  init(widths: [Int], dropout: Float, using generator: inout SplitMix64) {
    hidden = zip(widths, widths.dropFirst().dropLast()).map { inputs, outputs in
      Hidden(
        linear: Linear(from: inputs, to: outputs, hasBias: false, using: &generator),
        norm: BatchNorm(channels: outputs))
    }
    output = Linear(
      from: widths[widths.count - 2], to: widths[widths.count - 1], using: &generator)
    self.dropout = Dropout(dropout, using: &generator)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    var x = x
    for layer in hidden { x = dropout(layer.norm(layer.linear(x)).relu()) }
    return output(x)
  }
}

extension BatchNormalizedPerceptron: ScaleInvariantNetwork {
  var scaleInvariantWeights: [ScaleInvariantWeight] {
    hidden.map { ScaleInvariantWeight(parameter: $0.linear.weight, norm: $0.norm) }
  }
}

extension NamedNetwork {
  /// Fully connected layers, each hidden one with batch norm.
  public static let batchNormalized = NamedNetwork(
    name: "mlp-bn", summary: "the same with batch norm", hidden: [128, 128], batchSize: 100,
    maker: .examples { shape, classes, plan, generator throws(NetworkMismatch) in
      BatchNormalizedPerceptron(
        widths: plan.widths(from: shape, to: classes), dropout: plan.dropout, using: &generator)
    })
}
