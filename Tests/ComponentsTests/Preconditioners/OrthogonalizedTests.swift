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
    // These coefficients converge, and so forget rounding, which Muon's magnify up to 3.4445⁵-fold;
    // those are compared with timm's in double precision, by the steps of Muon.
    let converging = Orthogonalized.orthogonalized(
      iterations: 6, coefficients: [1.875, -1.25, 0.375], scale: nil)
    let rows = rescaled(by: converging, series, shape: shape)
    expect(rows, areNear: series.exact.map { iterated($0, shape[0], 6 / shape[0]) })
  }

  @Test func `has the scales of the libraries`() {
    func factor(_ scale: Orthogonalized.Scale?, _ rows: Int, _ columns: Int) -> Double {
      let scaled: Orthogonalized = .orthogonalized(scale: scale)
      return StepContext(for: scaled, at: 1, shape: [rows, columns])["k"]
    }
    #expect(factor(.original, 8, 2) == 2 && factor(.original, 2, 8) == 1)
    #expect(factor(.transposed, 8, 2) == 1 && factor(.transposed, 2, 8) == 2)
    #expect(factor(.matchesRootMeanSquare, 16, 2) == 0.8)
    #expect(factor(.keepsRootMeanSquare, 8, 2) == 2 && factor(.keepsRootMeanSquare, 2, 8) == 0.5)
    #expect(factor(nil, 8, 2) == 1)
  }
}

/// Six iterations of a X + (b A + c A²) X with A = X Xᵀ.
private func iterated(_ matrix: [Double], _ rows: Int, _ columns: Int) -> [Double] {
  let norm = matrix.reduce(0) { $0 + $1 * $1 }.squareRoot()
  var x = matrix.map { $0 / max(norm, 1e-7) }
  for _ in 0..<6 {
    var a = Array(repeating: 0.0, count: rows * rows)
    for k in a.indices {
      for j in 0..<columns { a[k] += x[k / rows * columns + j] * x[k % rows * columns + j] }
    }
    var b = a.map { -1.25 * $0 }
    for k in b.indices {
      for j in 0..<rows { b[k] += 0.375 * a[k / rows * rows + j] * a[j * rows + k % rows] }
    }
    let old = x
    for k in x.indices {
      x[k] = 1.875 * old[k]
      for j in 0..<rows { x[k] += b[k / columns * rows + j] * old[j * columns + k % columns] }
    }
  }
  return x
}
