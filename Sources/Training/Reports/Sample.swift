import Kernels

/// A few measurements of one thing, and what they say about its mean.
///
/// ```swift
/// let errors = Sample([0.12, 0.15, 0.11])
/// let gains = errors.differences(to: Sample([0.14, 0.16, 0.14]))
/// #expect(gains.mean < 0 && gains.mean + (gains.halfInterval ?? 0) > 0)
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

  /// Half the width of the 95 % confidence interval of the mean, by Student's t; nil for a single
  /// measurement, which says nothing about its spread.
  public var halfInterval: Double? {
    guard values.count > 1 else { return nil }
    return Self.quantile(values.count - 1) * deviation / Double(values.count).squareRoot()
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

  /// The 97.5 % quantile of Student's t with 1 to 10 degrees of freedom.
  private static let quantiles = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
  ]

  /// The same for any number: beyond the table, the expansion around the normal quantile z (Abramowitz
  /// and Stegun, 26.7.5), good to three decimals.
  private static func quantile(_ degrees: Int) -> Double {
    if degrees <= quantiles.count { return quantiles[degrees - 1] }
    let z = 1.959964
    let square = z * z
    let n = Double(degrees)
    let first = z * (square + 1) / 4
    let second = z * ((5 * square + 16) * square + 3) / 96
    let third = z * (((3 * square + 19) * square + 17) * square - 15) / 384
    return z + first / n + second / (n * n) + third / (n * n * n)
  }
}
