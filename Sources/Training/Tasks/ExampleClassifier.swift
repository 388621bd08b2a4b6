import Autodiff
import Networks

/// A network for examples with labels, and the examples.
struct ExampleClassifier<Network: Layer>: Classifier {
  let network: Network
  let training: Dataset
  let test: Dataset

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
    return network(Tensor(rows, shape: [places.count, dataset.featureCount]))
  }

  private func dataset(_ part: DataPart) -> Dataset { part == .training ? training : test }
}
