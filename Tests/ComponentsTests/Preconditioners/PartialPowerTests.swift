import Descent
import Foundation
import Testing

@Suite struct PartialPowerTests {
  @Test(arguments: GradientSeries.squarable)
  func `divides as Padam, Algorithm 1`(_ series: GradientSeries) {
    let rows = rescaled(
      by: .partialPower(0.125, beta: 0.7, epsilon: 1e-20, correctsBias: false), series)
    expect(
      rows,
      areNear: eachElement(series) { gradients in
        var v = 0.0
        var largest = 0.0
        return gradients.map { g in
          v = 0.7 * v + (1 - 0.7) * g * g
          largest = max(largest, v)
          return g / pow(largest.squareRoot() + 1e-20, 0.25)
        }
      })
  }

  @Test(arguments: GradientSeries.squarable)
  func `is epsilon-hat Adam at a power of one half`(_ series: GradientSeries) {
    let rows = rescaled(
      by: .partialPower(0.5, beta: 0.7, epsilon: 1e-3, keepsMaximum: false), series)
    expect(
      rows,
      areNear: eachElement(series) { gradients in
        var v = 0.0
        return gradients.enumerated().map { index, g in
          v = 0.7 * v + (1 - 0.7) * g * g
          return g * (1 - pow(0.7, Double(index + 1))).squareRoot() / (v.squareRoot() + 1e-3)
        }
      })
  }
}
