import Kernels

/// Kendall's rank correlation: the share of pairs in the same order less that in the opposite one.
///
/// A pair that is tied in either list is in neither order, so that the result moves in steps of 2 over
/// the number of pairs.
///
/// - Parameters:
///   - x: at least two numbers.
///   - y: as many.
/// - Returns: τ, in `-1...1`.
/// - Source: Kendall, 1938 (τ without correction for ties).
package func kendallTau(_ x: [Double], _ y: [Double]) -> Double {
  require(
    x.count == y.count && x.count > 1,
    "kendallTau: two lists of one length in 2... are needed, but they have \(x.count) and \(y.count)"
  )
  var sum = 0
  for i in x.indices {
    for j in x.indices.dropFirst(i + 1) {
      sum += sign(x[i], x[j]) * sign(y[i], y[j])
    }
  }
  return Double(sum) / Double(x.count * (x.count - 1) / 2)
}

private func sign(_ a: Double, _ b: Double) -> Int { a < b ? 1 : a > b ? -1 : 0 }

/// The slope of the straight line with the least squares of distances in y.
///
/// - Parameters:
///   - y: at least two numbers.
///   - x: as many, not all equal.
/// - Returns: the slope; not a number where all x are equal.
package func slope(of y: [Double], on x: [Double]) -> Double {
  require(
    x.count == y.count && x.count > 1,
    "slope: two lists of one length in 2... are needed, but they have \(y.count) and \(x.count)")
  let (centre, height) = (Sample(x).mean, Sample(y).mean)
  let products = zip(x, y).reduce(0) { $0 + ($1.0 - centre) * ($1.1 - height) }
  let squares = x.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
  return products / squares
}

/// Where a curve is lowest: the lowest point of the parabola with the least squares of distances from the
/// five points around the smallest value; the ends of the curve where it is not inside.
///
/// - Parameters:
///   - values: at least five.
///   - places: as many, evenly spaced and rising.
/// - Returns: the place.
package func lowestPoint(of values: [Double], at places: [Double]) -> Double {
  require(
    values.count == places.count && values.count > 4,
    "lowestPoint: two lists of one length in 5... are needed, but they have \(values.count) and "
      + "\(places.count)")
  let lowest = values.indices.min { values[$0] < values[$1] } ?? 0
  let first = Swift.min(Swift.max(lowest - 2, 0), values.count - 5)
  let y = values[first..<(first + 5)].map { $0 }
  let unit = (places[first + 4] - places[first]) / 4
  // Orthogonal polynomials over −2 … 2.
  let rise = (-2 * y[0] - y[1] + y[3] + 2 * y[4]) / 10
  let bend = (2 * y[0] - y[1] - 2 * y[2] - y[3] + 2 * y[4]) / 14
  guard bend > 0 else { return places[lowest] }
  let place = places[first + 2] - unit * rise / (2 * bend)
  return Swift.min(Swift.max(place, places[0]), places[places.count - 1])
}
