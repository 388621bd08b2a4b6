public import Autodiff

/// A network with the examples that it learns to classify.
///
/// A network of your own says which rows it makes of which examples; `ClassificationTask` trains it:
///
/// ```swift
/// struct Slope: Classifier {
///   struct Network: Model {
///     let weight = Parameter("weight", [0.1])
///   }
///
///   let network = Network()
///
///   func count(of part: DataPart) -> Int { 100 }
///   func labels(_ part: DataPart, _ places: ArraySlice<Int>) -> [Int] { places.map { $0 % 2 } }
///   func logits(_ part: DataPart, _ places: ArraySlice<Int>) -> Tensor {
///     let x = Tensor(places.map { $0 % 2 == 0 ? [-1, 1] : [1, -1] })
///     return x * Tensor(network.weight)
///   }
/// }
/// var task = try ClassificationTask(
///   Slope(), batchSize: 10, measuredTraining: 100, measuredTest: 100, seed: 1)
/// let run = TrainingRun(
///   composition: .sgd(learningRate: .constant(0.5)), steps: 20, recordInterval: 20)
/// #expect(try run.train(&task).records.last?.testError == 0)
/// ```
public protocol Classifier {
  /// The network.
  associatedtype Network: Model

  /// The network.
  var network: Network { get }

  /// The number of examples of a part.
  func count(of part: DataPart) -> Int

  /// The network's logits for some examples, of shape `[guesses, classes]`: one guess for each example,
  /// or equally many for each.
  func logits(_ part: DataPart, _ places: ArraySlice<Int>) -> Tensor

  /// The classes of the same examples, one for each guess.
  func labels(_ part: DataPart, _ places: ArraySlice<Int>) -> [Int]
}

/// The two parts of a data set.
public enum DataPart: Sendable {
  /// What is learned from.
  case training
  /// What is only looked at.
  case test
}
