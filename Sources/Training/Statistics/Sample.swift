import Kernels

/// A few measurements of one thing, and what they say about its mean.
///
/// ```swift
/// let errors = Sample([0.12, 0.15, 0.11])
/// let gains = errors.differences(to: Sample([0.14, 0.16, 0.14]))
/// #expect(gains.mean < 0 && gains.mean + (gains.halfInterval() ?? 0) > 0)
/// ```
public struct Sample: Sendable, Hashable {
  /// The measurements, at least one.
  public let values: [Double]

  /// Creates a sample.
  ///
  /// - Parameter values: at least one measurement.
  public init(_ values: [Double]) {
    require(!values.isEmpty, "Sample: there must be at least one value")
    self.values = values
  }

  /// The mean.
  public var mean: Double { values.reduce(0, +) / Double(values.count) }

  /// The standard deviation, with n − 1 in the denominator; 0 for a single measurement.
  public var deviation: Double {
    guard values.count > 1 else { return 0 }
    let mean = mean
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
  }

  /// Half the width of the confidence interval of the mean, by Student's t; nil for a single
  /// measurement, which says nothing about its spread.
  ///
  /// - Parameter level: the share of intervals that hold the mean, in `0..<1`.
  /// - Returns: half the width.
  public func halfInterval(level: Double = 0.95) -> Double? {
    guard values.count > 1 else { return nil }
    let quantile = studentQuantile(level: level, degrees: values.count - 1)
    return quantile * deviation / Double(values.count).squareRoot()
  }

  /// The differences to another sample, measurement by measurement: both were made with the same
  /// seeds, in the same order.
  ///
  /// - Parameter other: as many measurements.
  /// - Returns: this minus the other.
  public func differences(to other: Sample) -> Sample {
    require(
      values.count == other.values.count,
      "Sample: paired samples must be of one size, but have \(values.count) and "
        + "\(other.values.count) values")
    return Sample(zip(values, other.values).map(-))
  }
}
