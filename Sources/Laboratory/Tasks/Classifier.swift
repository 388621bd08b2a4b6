import Descent

/// A network with the examples that it learns to classify.
protocol Classifier {
  /// The network.
  associatedtype Network: Model

  /// The network.
  var network: Network { get }

  /// The number of examples of a part.
  func count(of part: DataPart) -> Int

  /// The network's logits for some examples, of shape `[places.count, classes]`.
  func logits(_ part: DataPart, _ places: ArraySlice<Int>) -> Tensor

  /// The classes of the same examples.
  func labels(_ part: DataPart, _ places: ArraySlice<Int>) -> [Int]
}

/// The two parts of a data set.
enum DataPart: Sendable {
  /// What is learned from.
  case training
  /// What is only looked at.
  case test
}
