import Kernels

/// Examples to classify: a row of numbers each, and the class that each belongs to.
///
/// ```swift
/// let flowers = Dataset(
///   shape: [2], features: [5.1, 3.5, 4.9, 3, 6.3, 3.3, 5.8, 2.7], labels: [0, 0, 1, 1],
///   classes: ["setosa", "virginica"])
/// let (training, test) = flowers.split(testShare: 0.5, seed: 1)
/// #expect(training.count == 2 && test.count == 2)
/// ```
public struct Dataset: Sendable {
  /// The extent of each axis of one example, row-major; `[196]` or `[14, 14]`, say.
  public let shape: [Int]

  /// The numbers of all examples, one example behind the other.
  public internal(set) var features: [Float]

  /// The class of each example, in `0 ..< classes.count`.
  public internal(set) var labels: [Int]

  /// The name of each class.
  public let classes: [String]

  /// Creates a data set.
  ///
  /// - Parameters:
  ///   - shape: the extent of each axis of one example, each in `1...`.
  ///   - features: the numbers of all examples, row-major.
  ///   - labels: one for each example, in `0 ..< classes.count`.
  ///   - classes: the name of each class.
  public init(shape: [Int], features: [Float], labels: [Int], classes: [String]) {
    require(
      features.count == labels.count * shape.reduce(1, *),
      "Dataset: \(labels.count) examples of shape \(shape) must have "
        + "\(labels.count * shape.reduce(1, *)) features, but there are \(features.count)")
    for (example, label) in labels.enumerated() {
      require(
        classes.indices.contains(label),
        "Dataset: label \(example) must be in 0..<\(classes.count), but is \(label)")
    }
    self.shape = shape
    self.features = features
    self.labels = labels
    self.classes = classes
  }
}

extension Dataset {
  /// The number of examples.
  public var count: Int { labels.count }

  /// The number of numbers in one example.
  public var featureCount: Int { shape.reduce(1, *) }

  /// The numbers of one example.
  public func example(_ index: Int) -> ArraySlice<Float> {
    features[(index * featureCount)..<((index + 1) * featureCount)]
  }

  /// The examples at the given places, in that order.
  ///
  /// - Parameter indices: places in `0 ..< count`.
  /// - Returns: a data set of its own.
  public func selecting(_ indices: some Sequence<Int>) -> Dataset {
    let indices = Array(indices)
    return Dataset(
      shape: shape, features: indices.flatMap(example), labels: indices.map { labels[$0] },
      classes: classes)
  }
  /// These examples and others behind them.
  ///
  /// - Parameter other: examples of the same shape and classes.
  /// - Returns: a data set of its own.
  public func appending(_ other: Dataset) -> Dataset {
    require(
      shape == other.shape && classes == other.classes,
      "Dataset: examples of shape \(other.shape) can't follow those of shape \(shape)")
    return Dataset(
      shape: shape, features: features + other.features, labels: labels + other.labels,
      classes: classes)
  }
}
