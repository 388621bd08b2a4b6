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

  /// Element (a, b, c) of one tensor is (c, b, a) of the other; where c is 1, squares overflow.
  @Test func `which axes are factored is no matter of where they stand`() {
    let last = GradientSeries("a tensor", elements: 24) { t, i in
      (i < 12 ? 1 : 1e30) * (GradientSeries.smooth.steps[t - 1][i % 5] + Float(i))
    }
    func turned(_ i: Int) -> Int { i % 2 * 12 + i / 2 % 3 * 4 + i / 6 }
    let first = GradientSeries("turned", elements: 24) { t, i in last.steps[t - 1][turned(i)] }
    func rows(_ axes: Adafactor.Axes, _ series: GradientSeries, _ shape: [Int]) -> [[Float]] {
      let preconditioner: Adafactor = .adafactor(
        clippingThreshold: 0, scalesByParameter: false, axes: axes)
      return rescaled(by: preconditioner, series, shape: shape)
    }
    let expected = rows(.last, last, [2, 3, 4])
    #expect(
      rows(.longest, first, [4, 3, 2]) == expected.map { row in (0..<24).map { row[turned($0)] } })
    #expect(
      expected.allSatisfy { $0[12...].allSatisfy { $0 == 0 } && $0[..<12].contains { $0 != 0 } })
  }

  /// Squares of 0.3 everywhere: the mean by which a product of two is divided is no less than the floor.
  @Test func `the mean of rows does not fall below the floor`() {
    let even = GradientSeries("even", elements: 4) { _, _ in Float(0.3).squareRoot() }
    for (floor, divisor) in [(0, 0.3.squareRoot()), (0.5, 0.5), (0.31, 0.3 / 0.31.squareRoot())] {
      let preconditioner: Adafactor = .adafactor(
        floor: floor, clippingThreshold: 0, scalesByParameter: false)
      let first = rescaled(by: preconditioner, even, shape: [2, 2])[0][0]
      #expect(abs(Double(first) - 0.3.squareRoot() / divisor) < 1e-5, "\(floor)")
    }
  }
}
