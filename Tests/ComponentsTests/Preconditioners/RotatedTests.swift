import Descent
import Testing

@Suite struct RotatedTests {
  @Test(arguments: ShampooTests.series)
  func `divides in the first basis as SOAP, Algorithm 3`(_ series: GradientSeries) {
    let base = Divided.rootMeanSquare(beta: 0.9, epsilon: 0.01, correctsBias: false)
    let rows = rescaled(by: base.rotated(beta: 0.95, every: 100), series, shape: [2, 2])
    var left = TwoByTwo()
    var right = TwoByTwo()
    var v = [0.0, 0.0, 0.0, 0.0]
    let oracle = series.exact.enumerated().map { index, g in
      if index == 0 {
        left.add(g, transposed: false, retention: 0, innovation: 0.05)
        right.add(g, transposed: true, retention: 0, innovation: 0.05)
        return [0.0, 0, 0, 0]
      }
      let (_, _, x, y) = left.eigen
      let (_, _, z, w) = right.eigen
      let rotated = product(product([x, y, -y, x], g), [z, -w, w, z])
      v = zip(v, rotated).map { 0.9 * $0 + (1 - 0.9) * $1 * $1 }
      let step = zip(rotated, v).map { $0 / ($1.squareRoot() + 0.01) }
      return product(product([x, -y, y, x], step), [z, w, -w, z])
    }
    expect(rows, areNear: oracle)
  }
}
