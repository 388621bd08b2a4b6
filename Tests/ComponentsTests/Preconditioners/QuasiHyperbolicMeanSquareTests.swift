import Descent
import Foundation
import Testing

@Suite struct QuasiHyperbolicMeanSquareTests {
  @Test(arguments: GradientSeries.ordinary, [0, 0.7, 1])
  func `is QHAdam's second moment`(_ series: GradientSeries, nu: Double) {
    let oracle = eachElement(series) { gradients in
      var s = 0.0
      return gradients.enumerated().map { index, g in
        s = 0.99 * s + (1 - 0.99) * g * g
        let corrected = s / (1 - pow(0.99, Double(index + 1)))
        return g / (((1 - nu) * g * g + nu * corrected).squareRoot() + 1e-3)
      }
    }
    let moments = Gradient().after(.quasiHyperbolic(beta: 0.99, nu: nu, epsilon: 1e-3))
    expect(directions(of: moments, series), areNear: oracle)
  }

  @Test func `is the root mean square with all weight on it`() {
    let whole = Gradient().after(.quasiHyperbolic(beta: 0.9, nu: 1, epsilon: 1e-8))
    let plain = Gradient().after(.rootMeanSquare(beta: 0.9, epsilon: 1e-8))
    #expect(directions(of: whole, .smooth) == directions(of: plain, .smooth))
  }
}
