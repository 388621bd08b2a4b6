import Autodiff
import Networks

/// Fully connected layers with rectifiers between them, and examples to classify.
struct Perceptron: Classifier {
  let network: Network
  private let training: Dataset
  private let test: Dataset

  /// The layers.
  struct Network: Model {
    let layers: [Linear]
  }

  /// Creates the network.
  ///
  /// - Parameters:
  ///   - hidden: the widths of the hidden layers.
  ///   - training: the examples to learn from.
  ///   - test: examples of the same shape and classes.
  ///   - seed: decides the first weights.
  init(hidden: [Int], training: Dataset, test: Dataset, seed: UInt64) {
    var generator = SplitMix64(seed: seed, stream: .initialization)
    let widths = [training.featureCount] + hidden + [training.classes.count]
    network = Network(
      layers: zip(widths, widths.dropFirst()).map { inputs, outputs in
        Linear(from: inputs, to: outputs, using: &generator)
      })
    self.training = training
    self.test = test
  }

  func count(of part: DataPart) -> Int { dataset(part).count }

  func labels(_ part: DataPart, _ places: ArraySlice<Int>) -> [Int] {
    let labels = dataset(part).labels
    return places.map { labels[$0] }
  }

  func logits(_ part: DataPart, _ places: ArraySlice<Int>) -> Tensor {
    let dataset = dataset(part)
    var rows: [Float] = []
    rows.reserveCapacity(places.count * dataset.featureCount)
    for place in places { rows.append(contentsOf: dataset.example(place)) }
    var x = Tensor(rows, shape: [places.count, dataset.featureCount])
    for (index, layer) in network.layers.enumerated() {
      x = layer(x)
      if index < network.layers.count - 1 { x = x.relu() }
    }
    return x
  }

  private func dataset(_ part: DataPart) -> Dataset { part == .training ? training : test }
}
