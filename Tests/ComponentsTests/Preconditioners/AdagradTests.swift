import Descent
import Foundation
import Testing

@Suite struct AdagradTests {
  @Test(arguments: GradientSeries.squarable)
  func `divides as the paper, Figure 1`(_ series: GradientSeries) {
    let rows = rescaled(by: .adagrad(start: 0.1, epsilon: 1e-3), series)
    expect(
      rows,
      areNear: eachElement(series) { gradients in
        var sum = 0.1
        return gradients.map { g in
          sum += g * g
          return g / (1e-3 + sum.squareRoot())
        }
      })
  }
}
