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

  /// What made the features of the numbers in the source; nil where they are as they were there.
  public internal(set) var standardization: Standardization?

  /// How the rows of a table became the features; nil where they come from no table.
  var columns: [TableEncoding.Column]?

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

extension Dataset: CustomStringConvertible {
  /// How many examples there are of what: `240 examples of shape [4] in 2 classes: big, small`.
  public var description: String {
    "\(count) examples of shape \(shape) in \(classes.count) classes: "
      + classes.prefix(10).joined(separator: ", ") + (classes.count > 10 ? ", …" : "")
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
    var result = self
    result.features = indices.flatMap(example)
    result.labels = indices.map { labels[$0] }
    return result
  }

  /// These examples and others behind them; how they were standardized is known where it was the same.
  ///
  /// - Parameter other: examples of the same shape and classes.
  /// - Returns: a data set of its own.
  public func appending(_ other: Dataset) -> Dataset {
    require(
      shape == other.shape,
      "Dataset: examples of shape \(other.shape) can't follow those of shape \(shape)")
    require(
      classes == other.classes, "Dataset: examples of other classes can't follow these")
    var result = self
    result.features += other.features
    result.labels += other.labels
    if standardization != other.standardization { result.standardization = nil }
    return result
  }
}
