import Descent
import Testing

@Suite struct RunningNormTests {
  @Test(arguments: GradientSeries.squarable)
  func `divides as NovoGrad, Algorithm 1`(_ series: GradientSeries) {
    let rows = rescaled(
      by: RunningNorm.runningNorm(beta: 0.8, epsilon: 1e-20), series,
      parameters: Array(repeating: 2, count: 6), decay: 0.25)
    var v: Double?
    let oracle = series.exact.map { gradients in
      let square = gradients.reduce(0) { $0 + $1 * $1 }
      let mean = v.map { 0.8 * $0 + (1 - 0.8) * square } ?? square
      v = mean
      return gradients.map { $0 / (mean.squareRoot() + 1e-20) + 0.25 * 2 }
    }
    expect(rows, areNear: oracle)
  }
}
