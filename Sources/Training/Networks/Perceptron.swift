import Autodiff
import Networks

/// Fully connected layers of one kind, with rectifiers between them.
struct Perceptron<Connection: Layer>: Layer {
  let layers: [Connection]
  let dropout: Dropout

  /// Creates the network.
  ///
  /// - Parameters:
  ///   - widths: those of the input, the hidden layers and the output.
  ///   - dropout: the share of the hidden units to drop.
  ///   - generator: where randomness comes from.
  ///   - makeLayer: makes a layer from so many numbers to so many.
  init(
    widths: [Int], dropout: Float, using generator: inout SplitMix64,
    _ makeLayer: (Int, Int, inout SplitMix64) -> Connection
  ) {
    layers = zip(widths, widths.dropFirst()).map { makeLayer($0, $1, &generator) }
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
        widths: plan.widths(from: shape, to: classes), dropout: plan.dropout, using: &generator
      ) { Linear(from: $0, to: $1, using: &$2) }
    })
}

extension TaskPlan {
  /// The widths of all layers of a network for examples.
  func widths(from shape: [Int], to classes: Int) -> [Int] {
    [shape.reduce(1, *)] + hidden + [classes]
  }
}
