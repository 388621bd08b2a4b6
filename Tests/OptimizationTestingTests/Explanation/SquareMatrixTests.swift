import Testing

@testable import OptimizationTesting

@Suite struct SquareMatrixTests {
  /// Almost one direction: what is left after the first subtraction is not yet orthogonal.
  @Test(
    arguments: [[3, 4, 1, 0], [1, 1, 1, 1 + 1e-8], [2, 2, 1, 1], [0, 0, 0, 0]] as [[Double]])
  func `rows are made orthonormal`(_ numbers: [Double]) {
    let rows = SquareMatrix(numbers, count: 2).orthonormalRows
    let products = rows * rows.transposed
    for i in 0..<2 {
      for j in 0..<2 { #expect(abs(products[i, j] - (i == j ? 1 : 0)) < 1e-14, "\(i), \(j)") }
    }
  }
}
