/// The first difference of two runs, in words; nil where they agree.
///
/// Zeros of either sign are the same, and so is whatever is not a number.
///
/// - Parameters:
///   - these: the values after each step.
///   - those: the same of the other run.
///   - ulps: how many roundings a step may be off by, counted at the largest magnitude that the
///     element has had; left out, none.
///   - start: the values before the first step; only needed for roundings.
///   - neighbours: the other run with a number in it that is off by a rounding; eight times as far as
///     they are from it may these be, too.
/// - Returns: where they differ, and the two numbers.
func difference(
  _ these: [[Float]], _ those: [[Float]], within ulps: Float = 0, from start: [Float] = [],
  beside neighbours: [[[Float]]] = []
) -> String? {
  var magnitudes = start.map(abs)
  for (step, (a, b)) in zip(these, those).enumerated() {
    for element in a.indices where a[element] != b[element] {
      if a[element].isNaN, b[element].isNaN { continue }
      if ulps > 0 {
        let magnitude = max(magnitudes[element], abs(a[element]), abs(b[element]))
        let spread = neighbours.reduce(0) { max($0, abs($1[step][element] - b[element])) }
        let tolerance = ulps * Float(step + 1) * magnitude.ulp + 8 * spread
        if abs(a[element] - b[element]) <= tolerance { continue }
      }
      return "step \(step + 1), element \(element): \(a[element]) and \(b[element])"
    }
    for element in magnitudes.indices {
      magnitudes[element] = max(magnitudes[element], abs(a[element]))
    }
  }
  return nil
}
