import Autodiff
import Networks

/// Fully connected layers with rectifiers between them.
struct Perceptron: Layer {
  let layers: [Linear]
  let dropout: Dropout

  /// Creates the network.
  ///
  /// - Parameters:
  ///   - widths: those of the input, the hidden layers and the output.
  ///   - dropout: the share of the hidden units to drop.
  ///   - generator: where randomness comes from.
  init(widths: [Int], dropout: Float, using generator: inout SplitMix64) {
    layers = zip(widths, widths.dropFirst()).map { inputs, outputs in
      Linear(from: inputs, to: outputs, using: &generator)
    }
    self.dropout = Dropout(dropout, using: &generator)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    var x = x
    for layer in layers.dropLast() { x = dropout(layer(x).relu()) }
    return layers[layers.count - 1](x)
  }
}

extension NamedNetwork {
  /// Fully connected layers with rectifiers.
  public static let perceptron = NamedNetwork(
    name: "mlp", summary: "fully connected layers with rectifiers", hidden: [128, 128],
    batchSize: 100,
    maker: .examples { shape, classes, plan, generator throws(NetworkMismatch) in
      Perceptron(
        widths: plan.widths(from: shape, to: classes), dropout: plan.dropout, using: &generator)
    })
}

extension TaskPlan {
  /// The widths of all layers of a network for examples.
  func widths(from shape: [Int], to classes: Int) -> [Int] {
    [shape.reduce(1, *)] + hidden + [classes]
  }
}
