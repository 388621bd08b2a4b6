import Kernels

/// A shift and a scale that give the training examples mean 0 and deviation 1.
///
/// Fitted to the training examples and applied to the test examples, so that nothing is learned from
/// these.
public struct Standardization: Sendable, Hashable {
  /// What is subtracted from each feature.
  public let mean: [Double]

  /// What each feature is divided by afterwards; 1 where it does not vary.
  public let deviation: [Double]

  /// Which features share a shift and a scale.
  public enum Scope: Sendable, Hashable {
    /// All: for the pixels of images.
    case shared
    /// None: for the columns of a table.
    case perFeature
  }

  /// Measures a data set.
  ///
  /// - Parameters:
  ///   - dataset: the training examples.
  ///   - scope: which features share a shift and a scale.
  public init(of dataset: Dataset, scope: Scope) {
    let width = dataset.featureCount
    let columns = scope == .shared ? 1 : width
    let perColumn = Double(Swift.max(dataset.features.count / columns, 1))
    var sums = [Double](repeating: 0, count: columns)
    for (i, feature) in dataset.features.enumerated() { sums[i % columns] += Double(feature) }
    let means = sums.map { $0 / perColumn }
    var squares = [Double](repeating: 0, count: columns)
    for (i, feature) in dataset.features.enumerated() {
      let distance = Double(feature) - means[i % columns]
      squares[i % columns] += distance * distance
    }
    let deviations = squares.map { $0 > 0 ? ($0 / perColumn).squareRoot() : 1 }
    mean = (0..<width).map { means[$0 % columns] }
    deviation = (0..<width).map { deviations[$0 % columns] }
  }

  /// The data set, shifted and scaled.
  ///
  /// - Parameter dataset: examples of as many features as those that were measured.
  /// - Returns: as many examples, in the same order.
  public func applied(to dataset: Dataset) -> Dataset {
    require(
      dataset.featureCount == mean.count,
      "Standardization: examples must have \(mean.count) features, but have "
        + "\(dataset.featureCount)")
    var result = dataset
    for i in result.features.indices {
      let column = i % mean.count
      result.features[i] = Float((Double(result.features[i]) - mean[column]) / deviation[column])
    }
    return result
  }
}
