import Kernels

/// A shift and a scale that give the training examples mean 0 and deviation 1.
///
/// Fitted to the training examples and applied to the test examples, so that nothing is learned from
/// these.
public struct Standardization: Sendable, Hashable, Codable {
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
    self.init(of: dataset.features, width: dataset.featureCount, scope: scope)
  }

  /// Measures numbers, those that are not a number left out.
  ///
  /// - Parameters:
  ///   - features: the numbers of all training examples, row-major.
  ///   - width: the number of numbers of an example.
  ///   - scope: which features share a shift and a scale.
  init(of features: [some BinaryFloatingPoint], width: Int, scope: Scope) {
    let columns = scope == .shared ? 1 : width
    var counts = [Double](repeating: 0, count: columns)
    var sums = counts
    for (i, feature) in features.enumerated() where !feature.isNaN {
      counts[i % columns] += 1
      sums[i % columns] += Double(feature)
    }
    let means = zip(sums, counts).map { $0 / Swift.max($1, 1) }
    var squares = [Double](repeating: 0, count: columns)
    for (i, feature) in features.enumerated() where !feature.isNaN {
      let distance = Double(feature) - means[i % columns]
      squares[i % columns] += distance * distance
    }
    let deviations = zip(squares, counts).map { $0 > 0 ? ($0 / $1).squareRoot() : 1 }
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
      result.features[i] = applied(to: Double(result.features[i]), column: i % mean.count)
    }
    result.standardization = dataset.standardization.map { after($0) } ?? self
    return result
  }

  /// Another one and then this one, as one.
  private func after(_ first: Standardization) -> Standardization {
    let columns = mean.indices
    return Standardization(
      mean: columns.map { first.mean[$0] + first.deviation[$0] * mean[$0] },
      deviation: columns.map { first.deviation[$0] * deviation[$0] })
  }

  private init(mean: [Double], deviation: [Double]) {
    (self.mean, self.deviation) = (mean, deviation)
  }

  /// A number of a column, shifted and scaled.
  func applied(to number: Double, column: Int) -> Float {
    Float((number - mean[column]) / deviation[column])
  }
}
