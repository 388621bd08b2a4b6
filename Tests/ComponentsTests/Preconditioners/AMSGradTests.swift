import Descent
import Foundation
import Testing

@Suite struct AMSGradTests {
  @Test(arguments: GradientSeries.squarable)
  func `divides as the paper, Algorithm 2`(_ series: GradientSeries) {
    let rows = rescaled(by: .amsgrad(beta: 0.7, epsilon: 1e-8, correction: nil), series)
    expect(
      rows,
      areNear: eachElement(series) { gradients in
        var v = 0.0
        var largest = 0.0
        return gradients.map { g in
          v = 0.7 * v + (1 - 0.7) * g * g
          largest = max(largest, v)
          return g / (largest.squareRoot() + 1e-8)
        }
      })
  }

  @Test(arguments: GradientSeries.squarable)
  func `takes the maximum of corrected means`(_ series: GradientSeries) {
    let rows = rescaled(by: .amsgrad(beta: 0.7, epsilon: 1e-8, correction: .beforeMaximum), series)
    expect(
      rows,
      areNear: eachElement(series) { gradients in
        var v = 0.0
        var largest = 0.0
        return gradients.enumerated().map { index, g in
          v = 0.7 * v + (1 - 0.7) * g * g
          largest = max(largest, v / (1 - pow(0.7, Double(index + 1))))
          return g / (largest.squareRoot() + 1e-8)
        }
      })
  }

  @Test(arguments: GradientSeries.squarable)
  func `corrects the maximum`(_ series: GradientSeries) {
    let rows = rescaled(by: .amsgrad(beta: 0.7, epsilon: 1e-8), series)
    expect(
      rows,
      areNear: eachElement(series) { gradients in
        var v = 0.0
        var largest = 0.0
        return gradients.enumerated().map { index, g in
          v = 0.7 * v + (1 - 0.7) * g * g
          largest = max(largest, v)
          return g / ((largest / (1 - pow(0.7, Double(index + 1)))).squareRoot() + 1e-8)
        }
      })
  }
}
