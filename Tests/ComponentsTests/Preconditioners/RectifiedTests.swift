import Descent
import Foundation
import Testing

@Suite struct RectifiedTests {
  @Test(arguments: GradientSeries.squarable)
  func `is momentum first, and rectified Adam after: Algorithm 2`(_ series: GradientSeries) {
    let rows = rescaled(
      by: .rootMeanSquare(beta: 0.9, epsilon: 1e-8).rectified(beta: 0.9, threshold: 4), series)
    expect(
      rows,
      areNear: eachElement(series) { gradients in
        let limit = 2 / (1 - 0.9) - 1
        var v = 0.0
        return gradients.enumerated().map { index, g in
          let t = Double(index + 1)
          v = 0.9 * v + (1 - 0.9) * g * g
          let length = limit - 2 * t * pow(0.9, t) / (1 - pow(0.9, t))
          guard length > 4 else { return g }
          let numerator = (length - 4) * (length - 2) * limit
          let denominator = (limit - 4) * (limit - 2) * length
          let mean = (v / (1 - pow(0.9, t))).squareRoot() + 1e-8
          return g * (numerator / denominator).squareRoot() / mean
        }
      })
  }
}
