import Autodiff
import Networks

/// With the length of every weight taken out before use a perceptron is exactly scale-invariant in each
/// of them, the last one, too.
extension Perceptron: ScaleInvariantNetwork where Connection == NormalizedLinear {
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
      Perceptron(
        widths: plan.widths(from: shape, to: classes), dropout: plan.dropout, using: &generator
      ) { NormalizedLinear(from: $0, to: $1, using: &$2) }
    })
}
