import Descent
import Foundation
import Testing

@Suite struct AdaBoundTests {
  @Test(arguments: GradientSeries.squarable)
  func `stays within the bounds of Algorithms 2 and 3`(_ series: GradientSeries) {
    let rows = rescaled(
      by: .adabound(beta: 0.7, epsilon: 1e-8, finalScale: 2, gamma: 0.3, keepsMaximum: true), series
    )
    expect(
      rows,
      areNear: eachElement(series) { gradients in
        var v = 0.0
        var largest = 0.0
        return gradients.enumerated().map { index, g in
          let t = Double(index + 1)
          v = 0.7 * v + (1 - 0.7) * g * g
          largest = max(largest, v)
          let rate = (1 - pow(0.7, t)).squareRoot() / (largest.squareRoot() + 1e-8)
          let bounds = (2 * (1 - 1 / (0.3 * t + 1)), 2 * (1 + 1 / (0.3 * t)))
          return g * min(max(rate, bounds.0), bounds.1)
        }
      })
  }
}
