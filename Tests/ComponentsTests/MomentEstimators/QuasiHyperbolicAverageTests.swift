import Descent
import Foundation
import Testing

@Suite struct QuasiHyperbolicAverageTests {
  @Test(arguments: GradientSeries.ordinary + GradientSeries.extreme, [false, true])
  func `is Ma and Yarats' Algorithm`(_ series: GradientSeries, corrects: Bool) {
    let oracle = eachElement(series) { gradients in
      var buffer = 0.0
      return gradients.enumerated().map { index, g in
        buffer = 0.95 * buffer + (1 - 0.95) * g
        let weight = corrects ? 1 - pow(0.95, Double(index + 1)) : 1
        return (1 - 0.7) * g + 0.7 * buffer / weight
      }
    }
    let moments: QuasiHyperbolicAverage = .quasiHyperbolic(
      beta: 0.95, nu: 0.7, correctsBias: corrects)
    expect(directions(of: moments, series), areNear: oracle)
  }

  @Test func `is the gradient or the average at the ends`() {
    #expect(
      directions(of: QuasiHyperbolicAverage.quasiHyperbolic(beta: 0.9, nu: 0), .smooth)
        == GradientSeries.smooth.steps)
    #expect(
      directions(of: QuasiHyperbolicAverage.quasiHyperbolic(beta: 0.9, nu: 1), .smooth)
        == directions(of: ExponentialAverage.exponential(beta: 0.9, correctsBias: false), .smooth))
  }

  @Test func `is Lion's interpolation beyond the average`() {
    let lion = eachElement(.smooth) { gradients in
      var m = 0.0
      return gradients.map { g in
        let update = 0.9 * m + 0.1 * g
        m = 0.6 * m + 0.4 * g
        return update
      }
    }
    expect(
      directions(of: QuasiHyperbolicAverage.quasiHyperbolic(beta: 0.6, nu: 0.9 / 0.6), .smooth),
      areNear: lion)
  }
}
