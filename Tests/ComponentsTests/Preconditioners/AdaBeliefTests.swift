import Descent
import Foundation
import Testing

@Suite struct AdaBeliefTests {
  @Test(arguments: GradientSeries.squarable)
  func `divides as the paper, Algorithm 2`(_ series: GradientSeries) {
    let moments = directions(of: .exponential(beta: 0.8), series)
    let rows = rescaled(
      by: .adabelief(beta: 0.9, epsilon: 1e-3, epsilonInAverage: 1e-3), series,
      directions: moments, scale: { 1 / (1 - pow(0.8, Double($0))) })
    expect(
      rows,
      areNear: eachElement(series) { gradients in
        var m = 0.0
        var s = 0.0
        return gradients.enumerated().map { index, g in
          let t = Double(index + 1)
          m = 0.8 * m + (1 - 0.8) * g
          s = 0.9 * s + (1 - 0.9) * (g - m) * (g - m) + 1e-3
          return m / (1 - pow(0.8, t)) / ((s / (1 - pow(0.9, t))).squareRoot() + 1e-3)
        }
      })
  }
}
