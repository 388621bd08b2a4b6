public import Autodiff
public import Networks

/// A network for examples with labels, and the examples: a layer of your own learns from them.
///
/// <doc:ANetworkOnMyData> shows one.
public struct ExampleClassifier<Network: Layer>: Classifier {
  /// The network, which makes logits of shape `[batch, classes]` of `[batch, features]`.
  public let network: Network

  /// What is learned from.
  public let training: Dataset

  /// What is only looked at.
  public let test: Dataset

  /// Brings them together.
  public init(network: Network, training: Dataset, test: Dataset) {
    self.network = network
    self.training = training
    self.test = test
  }

  public func count(of part: DataPart) -> Int { dataset(part).count }

  public func labels(_ part: DataPart, _ places: ArraySlice<Int>) -> [Int] {
    let labels = dataset(part).labels
    return places.map { labels[$0] }
  }

  public func logits(_ part: DataPart, _ places: ArraySlice<Int>) -> Tensor {
    let dataset = dataset(part)
    var rows: [Float] = []
    rows.reserveCapacity(places.count * dataset.featureCount)
    for place in places { rows.append(contentsOf: dataset.example(place)) }
    return network(Tensor(rows, shape: [places.count, dataset.featureCount]))
  }

  private func dataset(_ part: DataPart) -> Dataset { part == .training ? training : test }
}
