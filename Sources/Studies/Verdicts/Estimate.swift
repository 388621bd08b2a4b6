import Kernels
import Training

/// What some seeds say about a number: its centre and the interval that it lies in.
///
/// The interval is that of Student's t around the mean. Where runs of six and more seeds diverged, it
/// lies between two of the ordered numbers around their median, so that a number that is infinite, or cut
/// at the worst value, counts as one seed and no more.
package struct Estimate: Sendable, Hashable {
  /// The numbers, one for each seed.
  package let values: [Double]

  /// Their mean, or their median where runs diverged.
  package let center: Double

  /// The ends of the interval; infinite where the numbers don't bound it.
  package let low, high: Double

  /// The standard deviation that the interval was made with, where it is one of Student's t.
  package let deviation: Double?

  /// How the numbers came about, as far as it decides what they say.
  package struct Origin: Sendable, Hashable {
    /// Whether a run that a number comes from has diverged.
    package var hasDiverged = false
    /// Whether one of those stood for infinity.
    package var isUnbounded = false
    /// Whether all runs that were compared had the same bits.
    package var isBitEqual = false
    /// The step in which the numbers move, in `0...`; 0 where they are continuous.
    package var step = 0.0

    /// Creates the origin of continuous numbers of runs that differ and stayed finite.
    package init() {}
  }

  /// Estimates.
  ///
  /// - Parameters:
  ///   - values: one number for each seed; infinite ones only where runs diverged.
  ///   - origin: how they came about.
  ///   - level: the share of intervals that hold the true number, in `0..<1`.
  package init(_ values: [Double], origin: Origin = Origin(), level: Double = 0.95) {
    self.values = values
    let sorted = values.sorted()
    if origin.hasDiverged, values.count > 5 {
      center = Self.median(sorted)
      let rank = Self.rank(count: values.count, level: level)
      (low, high) = (sorted[rank - 1], sorted[values.count - rank])
      deviation = nil
    } else if values.count < 3 || origin.isUnbounded {
      center = values.isEmpty ? .nan : Self.median(sorted)
      (low, high, deviation) = (-.infinity, .infinity, nil)
    } else {
      let sample = Sample(values)
      center = sample.mean
      let floor = origin.isBitEqual ? 0 : origin.step / 6.0.squareRoot()
      let spread = Swift.max(sample.deviation, floor)
      let half =
        studentQuantile(level: level, degrees: values.count - 1) * spread
        / Double(values.count).squareRoot()
      (low, high, deviation) = (center - half, center + half, spread)
    }
  }

  private static func median(_ sorted: [Double]) -> Double {
    let middle = sorted.count / 2
    if !sorted.count.isMultiple(of: 2) { return sorted[middle] }
    // Two infinities of different signs have no middle, and say nothing.
    let mean = (sorted[middle - 1] + sorted[middle]) / 2
    return mean.isNaN ? 0 : mean
  }

  /// The largest k with 2·P(Binomial(n, ½) ≤ k − 1) ≤ 1 − level.
  private static func rank(count: Int, level: Double) -> Int {
    var term = 1.0
    for _ in 0..<count { term /= 2 }
    var (rank, sum) = (1, term)
    while rank < count / 2 {
      term *= Double(count - rank + 1) / Double(rank)
      sum += term
      if 2 * sum > 1 - level { break }
      rank += 1
    }
    return rank
  }
}

extension Estimate {
  /// The word of a claim that the number is above 0 by as much as matters.
  ///
  /// For a true number between 0 and that size more seeds lead from undecided to too small, never
  /// through contradicted.
  ///
  /// - Parameter smallest: the smallest size that matters, above 0.
  /// - Returns: the first word whose condition holds.
  package func word(ofDifference smallest: Double) -> VerdictWord {
    if high < 0, center <= -smallest { return .contradicted }
    if high < smallest { return .tooSmall }
    if low > 0, center >= smallest { return .supported }
    return .undecided
  }

  /// The word of a claim that the number is 0 as far as matters.
  ///
  /// - Parameter smallest: the smallest size that matters, above 0.
  /// - Returns: the first word whose condition holds.
  package func word(ofEquality smallest: Double) -> VerdictWord {
    if low > -smallest, high < smallest { return .supported }
    if center >= smallest && low > 0 || center <= -smallest && high < 0 { return .contradicted }
    return .undecided
  }

  /// How many seeds would make half the interval 0.7 of the size that matters; nil where the spread is
  /// not known.
  ///
  /// - Parameter smallest: the smallest size that matters, above 0.
  /// - Returns: the number, in `3...`; a size that is beyond reach gives 10,000.
  package func seedsNeeded(for smallest: Double) -> Int? {
    guard let deviation else { return nil }
    let ratio = deviation / (0.7 * smallest)
    // Student's t is beyond the normal quantile, so that fewer can't do.
    let least = Swift.min(1.9599 * ratio * 1.9599 * ratio, 10_000)
    let first = Swift.max(3, Int(least))
    return (first..<10_000).first { count in
      let quantile = studentQuantile(level: 0.95, degrees: count - 1)
      return quantile * ratio <= Double(count).squareRoot()
    } ?? 10_000
  }
}
