import Descent
import Foundation
import Testing

@Suite struct InfinityNormTests {
  @Test(arguments: GradientSeries.squarable)
  func `divides as the paper, Algorithm 2`(_ series: GradientSeries) {
    let rows = rescaled(by: .infinityNorm(beta: 0.8, epsilon: 0, epsilonOutside: 1e-20), series)
    expect(
      rows,
      areNear: eachElement(series) { gradients in
        var u = 0.0
        return gradients.map { g in
          u = max(0.8 * u, abs(g))
          return g / (u + 1e-20)
        }
      })
  }

  @Test(arguments: GradientSeries.squarable)
  func `adds epsilon to the magnitude, as PyTorch`(_ series: GradientSeries) {
    let rows = rescaled(by: .infinityNorm(beta: 0.8, epsilon: 0.1), series)
    expect(
      rows,
      areNear: eachElement(series) { gradients in
        var u = 0.0
        return gradients.map { g in
          u = max(0.8 * u, abs(g) + 0.1)
          return g / u
        }
      })
  }
}
