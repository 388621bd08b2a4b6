import Foundation
import Kernels

/// The number that a Student's t stays within, up to its sign, with a given probability.
///
/// The finite sums for the probability are turned around by bisection: every digit of `Double` that the
/// sums have.
///
/// - Parameters:
///   - level: the probability, in `0..<1`.
///   - degrees: the degrees of freedom, in `1...`.
/// - Returns: the number, in `0...`.
/// - Source: Abramowitz and Stegun, 26.7.3 and 26.7.4, with θ = arctan(t / √degrees).
/// - Complexity: about 60 sums of half as many terms as there are degrees.
package func studentQuantile(level: Double, degrees: Int) -> Double {
  require((0..<1).contains(level), "studentQuantile: level must be in 0..<1, but is \(level)")
  require(degrees > 0, "studentQuantile: degrees must be in 1..., but is \(degrees)")
  var (low, high) = (0.0, Double.pi / 2)
  // Until the two are neighbours.
  for _ in 0..<64 {
    let middle = (low + high) / 2
    if probability(within: middle, degrees) < level { low = middle } else { high = middle }
  }
  return tan(high) * Double(degrees).squareRoot()
}

/// The probability that t stays within √degrees · tan θ.
private func probability(within angle: Double, _ degrees: Int) -> Double {
  let (sine, cosine) = (sin(angle), cos(angle))
  let isOdd = !degrees.isMultiple(of: 2)
  if degrees == 1 { return 2 * angle / .pi }
  var term = isOdd ? cosine : 1
  var sum = term
  for k in stride(from: isOdd ? 3 : 2, to: degrees, by: 2) {
    term *= cosine * cosine * Double(k - 1) / Double(k)
    sum += term
  }
  return isOdd ? 2 / .pi * (angle + sine * sum) : sine * sum
}
