import Descent
import Foundation
import Testing

@Suite struct AdadeltaTests {
  @Test(arguments: GradientSeries.squarable)
  func `steps as the paper, Algorithm 1`(_ series: GradientSeries) {
    let rows = rescaled(by: Adadelta.adadelta(rho: 0.95, epsilon: 1e-6), series)
    expect(
      rows,
      areNear: eachElement(series) { gradients in
        var squares = 0.0
        var steps = 0.0
        return gradients.map { g in
          squares = 0.95 * squares + 0.05 * g * g
          let step = (steps + 1e-6).squareRoot() / (squares + 1e-6).squareRoot() * g
          steps = 0.95 * steps + 0.05 * step * step
          return step
        }
      })
  }
}
