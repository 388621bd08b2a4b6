import Descent
import Foundation
import Testing

@Suite struct ShampooTests {
  static let series = [
    GradientSeries("smooth", elements: 4) { t, i in GradientSeries.smooth.steps[t - 1][i] },
    GradientSeries("one at 0", elements: 4) { t, i in i == 1 ? 0 : Float(i + t) / 4 - 1 },
    GradientSeries("zeros", elements: 4) { _, _ in 0 },
  ]

  @Test(arguments: series, [1, 3])
  func `multiplies as the paper, Algorithm 2`(_ series: GradientSeries, every: Int) {
    let rows = rescaled(by: Shampoo.shampoo(epsilon: 0.1, every: every), series, shape: [2, 2])
    var left = TwoByTwo()
    var right = TwoByTwo()
    var roots: ([Double], [Double]) = ([], [])
    let oracle = series.exact.enumerated().map { index, g in
      left.add(g, transposed: false, retention: 1, innovation: 1)
      right.add(g, transposed: true, retention: 1, innovation: 1)
      if index == 0 || (index + 1) % every == 0 {
        roots = (left.apply { pow($0 + 0.1, -0.25) }, right.apply { pow($0 + 0.1, -0.25) })
      }
      return product(product(roots.0, g), roots.1)
    }
    expect(rows, areNear: oracle)
  }

  /// Axes that are longer than the squares in which the last one is turned, and no multiples of them.
  @Test func `blocks of one divide by roots of the sums of rows and columns`() {
    let (rows, columns) = (37, 21)
    let series = GradientSeries("matrix", elements: rows * columns) { t, i in
      Float((i * 29 + t * 13) % 47) / 47 - 0.5
    }
    let shampoo: Shampoo = .shampoo(epsilon: 0.1, largestBlock: 1)
    var row = Array(repeating: 0.1, count: rows)
    var column = Array(repeating: 0.1, count: columns)
    let oracle = series.exact.map { g in
      for i in g.indices {
        row[i / columns] += g[i] * g[i]
        column[i % columns] += g[i] * g[i]
      }
      return g.indices.map { g[$0] * pow(row[$0 / columns] * column[$0 % columns], -0.25) }
    }
    expect(rescaled(by: shampoo, series, shape: [rows, columns]), areNear: oracle)
  }

  @Test func `cuts an axis into blocks that do not know each other`() {
    let series = GradientSeries("five", elements: 5) { t, i in Float((t * 7 + i * 3) % 5) - 1.5 }
    func part(_ range: Range<Int>) -> GradientSeries {
      GradientSeries("part", elements: range.count) { t, i in
        series.steps[t - 1][range.lowerBound + i]
      }
    }
    let cut = rescaled(by: Shampoo.shampoo(epsilon: 0.1, largestBlock: 2), series)
    let whole: Shampoo = .shampoo(epsilon: 0.1)
    let parts = [0..<2, 2..<4, 4..<5].map { rescaled(by: whole, part($0)) }
    #expect(cut == cut.indices.map { step in parts.flatMap { $0[step] } })
  }
}
