import Descent
import Foundation
import Testing

@Suite struct YogiTests {
  @Test(arguments: GradientSeries.squarable)
  func `divides as the paper, Algorithm 2`(_ series: GradientSeries) {
    let rows = rescaled(
      by: .yogi(beta: 0.9, epsilon: 1e-3, start: 1e-6, correctsBias: false), series)
    expect(
      rows,
      areNear: eachElement(series) { gradients in
        var v = 1e-6
        return gradients.map { g in
          let sign = v > g * g ? 1.0 : (v < g * g ? -1 : 0)
          v -= (1 - 0.9) * sign * g * g
          return g / (v.squareRoot() + 1e-3)
        }
      })
  }
}
