import Kernels
import Testing

@Suite struct OrthonormalRowsTests {
  @Test(
    arguments: [
      [3, 4, 0, 1, 1, 0, 0, 0, 2], [1, 2, 3, 2, 4, 6, 1, 0, 1], [0, 0, 0, 0, 0, 0, 0, 0, 0],
      // Almost one direction: what is left after the first subtraction is not yet orthogonal.
      [1, 1, 1, 1, 1, 1 + 1e-8, 1, 1 + 1e-8, 1],
    ] as [[Double]])
  func `Rows are orthonormal, and the first is the first`(_ matrix: [Double]) {
    let rows = orthonormalRows(matrix, count: 3)
    for i in 0..<3 {
      for j in 0..<3 {
        let product = (0..<3).reduce(0) { $0 + rows[3 * i + $1] * rows[3 * j + $1] }
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-14)
      }
    }
    let length = (matrix[0] * matrix[0] + matrix[1] * matrix[1] + matrix[2] * matrix[2])
      .squareRoot()
    if length > 0 { #expect(abs(rows[0] - matrix[0] / length) < 1e-15) }
  }

  /// The first unit vectors that are nothing of the rows before.
  @Test func `What is nothing new is replaced by the first axis that is`() {
    #expect(
      orthonormalRows(Array(repeating: 0, count: 9), count: 3) == [1, 0, 0, 0, 1, 0, 0, 0, 1])
    #expect(
      orthonormalRows([2, 0, 0, 4, 0, 0, 0, 0, -3], count: 3) == [1, 0, 0, 0, 1, 0, 0, 0, -1])
    #expect(orthonormalRows([], count: 0) == [] && orthonormalRows([0], count: 1) == [1])
  }

  @Test func `A borrowed block is nobody else's meanwhile`() {
    Workspace.withBorrowed(count: 5) { first in
      #expect(first.count >= 5)
      Workspace.withBorrowed(count: 5) { second in #expect(first !== second) }
    }
  }
}
