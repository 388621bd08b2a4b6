import Testing

/// How far numbers that were computed in `Float` may be from numbers computed in `Double`.
///
/// Each step rounds a few times in units of the largest magnitude that has been there; the errors of
/// the steps add up.
struct Tolerance {
  /// Roundings that a step may be off by.
  var ulpsPerStep = 4.0

  /// The largest distance between two rows, in roundings of the largest magnitude.
  func ulps(_ values: [Float], _ expected: [Double]) -> Double {
    let magnitude = expected.reduce(0) { max($0, abs($1)) }
    let worst = zip(values, expected).reduce(0) { worst, pair in
      let distance = abs(Double(pair.0) - pair.1)
      return distance.isNaN ? .infinity : max(worst, distance)
    }
    return worst / Double(Float(max(magnitude, 1)).ulp)
  }

  /// Whether values after some steps are as near as rounding allows.
  func holds(_ values: [Float], _ expected: [Double], steps: Int) -> Bool {
    values.count == expected.count && ulps(values, expected) <= ulpsPerStep * Double(steps)
  }
}
