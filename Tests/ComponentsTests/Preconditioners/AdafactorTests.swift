import Descent
import Foundation
import Testing

@Suite struct AdafactorTests {
  @Test(arguments: GradientSeries.squarable)
  func `divides a matrix as Algorithm 4, and clips`(_ series: GradientSeries) {
    let rows = rescaled(
      by: Adafactor.adafactor(smallestScale: 0.5), series, shape: [2, 3],
      parameters: [1, -2, 0.5, 0, 0.25, 4])
    var r = [0.0, 0.0]
    var c = [0.0, 0.0, 0.0]
    let size = (21.3125 / 6).squareRoot()
    let oracle = series.exact.enumerated().map { index, gradients in
      let beta = 1 - pow(Double(index + 1), -0.8)
      let squares = gradients.map { $0 * $0 + 1e-30 }
      for i in 0..<2 {
        r[i] = beta * r[i] + (1 - beta) * (squares[3 * i] + squares[3 * i + 1] + squares[3 * i + 2])
      }
      for j in 0..<3 { c[j] = beta * c[j] + (1 - beta) * (squares[j] + squares[j + 3]) }
      let steps = gradients.indices.map { k in
        gradients[k] / (r[k / 3] / (r[0] + r[1]) * c[k % 3]).squareRoot()
      }
      let length = (steps.reduce(0) { $0 + $1 * $1 } / 6).squareRoot()
      return steps.map { $0 / max(1, length) * max(0.5, size) }
    }
    expect(rows, areNear: oracle)
  }

  @Test(arguments: GradientSeries.ordinary)
  func `divides a vector as Algorithm 5`(_ series: GradientSeries) {
    let rows = rescaled(
      by: Adafactor.adafactor(
        largestBeta: 0.6, epsilon: 1e-6, clippingThreshold: 0, scalesByParameter: false),
      series)
    let oracle = eachElement(series) { gradients in
      var v = 0.0
      return gradients.enumerated().map { index, g in
        let beta = min(0.6, 1 - pow(Double(index + 1), -0.8))
        v = beta * v + (1 - beta) * (g * g + 1e-6)
        return g / v.squareRoot()
      }
    }
    expect(rows, areNear: oracle)
  }

  @Test(arguments: Adafactor.Axes.allCases)
  func `factors matrices inside a tensor one by one`(_ axes: Adafactor.Axes) {
    // Of the same matrix twice, each has the state and the step of the matrix alone.
    let single = GradientSeries("a matrix", elements: 12) { t, i in
      GradientSeries.smooth.steps[t - 1][i % 5] + Float(i)
    }
    let twice = GradientSeries("a matrix twice", elements: 24) { t, i in
      single.steps[t - 1][i % 12]
    }
    let preconditioner: Adafactor = .adafactor(scalesByParameter: false, axes: axes)
    let alone = rescaled(by: preconditioner, single, shape: [3, 4])
    let together = rescaled(by: preconditioner, twice, shape: [2, 3, 4])
    #expect(together == alone.map { $0 + $0 })
  }
}
