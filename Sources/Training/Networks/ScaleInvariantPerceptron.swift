import Autodiff
import Networks

/// Fully connected layers with rectifiers, the length of every weight taken out before use: exactly
/// scale-invariant in each of them, the last one, too.
struct ScaleInvariantPerceptron: Layer {
  let layers: [NormalizedLinear]
  let dropout: Dropout

  /// Creates the network.
  ///
  /// - Parameters:
  ///   - widths: those of the input, the hidden layers and the output.
  ///   - dropout: the share of the hidden units to drop.
  ///   - generator: where randomness comes from.
  init(widths: [Int], dropout: Float, using generator: inout SplitMix64) {
    layers = zip(widths, widths.dropFirst()).map { inputs, outputs in
      NormalizedLinear(from: inputs, to: outputs, using: &generator)
    }
    self.dropout = Dropout(dropout, using: &generator)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    var x = x
    for layer in layers.dropLast() { x = dropout(layer(x).relu()) }
    return layers[layers.count - 1](x)
  }
}

extension ScaleInvariantPerceptron: ScaleInvariantNetwork {
  var scaleInvariantWeights: [ScaleInvariantWeight] {
    layers.map { ScaleInvariantWeight(parameter: $0.weight, norm: nil) }
  }
}

extension NamedNetwork {
  /// Fully connected layers that don't depend on the length of their weights.
  public static let scaleInvariant = NamedNetwork(
    name: "mlp-si", summary: "the same, each weight divided by its norm before use",
    hidden: [128, 128], batchSize: 100,
    maker: .examples { shape, classes, plan, generator throws(NetworkMismatch) in
      ScaleInvariantPerceptron(
        widths: plan.widths(from: shape, to: classes), dropout: plan.dropout, using: &generator)
    })
}
