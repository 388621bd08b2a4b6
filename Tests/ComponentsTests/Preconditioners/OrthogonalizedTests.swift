import Descent
import Testing

@Suite struct OrthogonalizedTests {
  static let series = [
    GradientSeries("diagonal and more", elements: 6) { t, i in
      (i == 0 || i == 3 ? 2 : 0.25) * Float(t) + Float(i) / 8
    },
    GradientSeries("zeros", elements: 6) { _, _ in 0 },
    GradientSeries("large", elements: 6) { t, i in i == 0 || i == 3 ? 1e15 : 1e14 * Float(t % 3) },
  ]

  @Test(arguments: series, [[2, 3], [3, 2], [3, 1, 2]])
  func `iterates as Newton and Schulz in the author's code`(
    _ series: GradientSeries, _ shape: [Int]
  ) {
    // Five iterations magnify the rounding of the first up to 3.4445⁴-fold, so one is compared here,
    // and five with timm's in double precision, by the steps of Muon.
    let rows = rescaled(by: Orthogonalized(iterations: 1, scale: .none), series, shape: shape)
    expect(rows, areNear: series.exact.map { iterated($0, shape[0], 6 / shape[0]) })
  }

  @Test func `has the scales of the libraries`() {
    func factor(_ scale: Orthogonalized.Scale, _ rows: Int, _ columns: Int) -> Double {
      Orthogonalized(scale: scale).factor(rows: rows, columns: columns)
    }
    #expect(factor(.original, 8, 2) == 2 && factor(.original, 2, 8) == 1)
    #expect(factor(.transposed, 8, 2) == 1 && factor(.transposed, 2, 8) == 2)
    #expect(factor(.matchesRootMeanSquare, 16, 2) == 0.8)
    #expect(factor(.keepsRootMeanSquare, 8, 2) == 2 && factor(.keepsRootMeanSquare, 2, 8) == 0.5)
    #expect(factor(.none, 8, 2) == 1)
  }
}

/// One iteration of a X + (b A + c A²) X with A = X Xᵀ.
private func iterated(_ matrix: [Double], _ rows: Int, _ columns: Int) -> [Double] {
  let norm = matrix.reduce(0) { $0 + $1 * $1 }.squareRoot()
  let old = matrix.map { $0 / max(norm, 1e-7) }
  var a = Array(repeating: 0.0, count: rows * rows)
  for k in a.indices {
    for j in 0..<columns { a[k] += old[k / rows * columns + j] * old[k % rows * columns + j] }
  }
  var b = a.map { -4.775 * $0 }
  for k in b.indices {
    for j in 0..<rows { b[k] += 2.0315 * a[k / rows * rows + j] * a[j * rows + k % rows] }
  }
  return old.indices.map { k in
    (0..<rows).reduce(3.4445 * old[k]) {
      $0 + b[k / columns * rows + $1] * old[$1 * columns + k % columns]
    }
  }
}
