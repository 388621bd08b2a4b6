import Kernels
import Testing

@Suite struct EigendecompositionTests {
  /// B Bᵀ of an n × r matrix of numbers in −1 ... 1: of rank r.
  private static func matrix(_ n: Int, rank r: Int) -> [Float] {
    var bits: UInt32 = 1
    let b = (0..<(n * r)).map { _ -> Float in
      bits = bits &* 1_664_525 &+ 1_013_904_223
      return Float(bits >> 22) / 512 - 1
    }
    return (0..<(n * n)).map { k in
      (0..<r).reduce(0) { $0 + b[k / n * r + $1] * b[k % n * r + $1] }
    }
  }

  @Test(arguments: [(1, 1), (2, 2), (3, 2), (5, 5), (8, 3), (17, 17), (4, 0)])
  func `Eigenvectors are orthonormal and rebuild the matrix`(_ n: Int, _ rank: Int) {
    let matrix = Self.matrix(n, rank: rank)
    let eigen = SymmetricEigendecomposition(matrix.span, count: n)
    #expect(eigen.values == eigen.values.sorted(by: >))
    let scale = Double(matrix.reduce(0) { max($0, abs($1)) })
    for i in 0..<n {
      for j in 0..<n {
        var product = 0.0
        var rebuilt = 0.0
        for k in 0..<n {
          product += eigen.vectors[i * n + k] * eigen.vectors[j * n + k]
          rebuilt += eigen.values[k] * eigen.vectors[k * n + i] * eigen.vectors[k * n + j]
        }
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-13)
        #expect(abs(rebuilt - Double(matrix[i * n + j])) <= 1e-13 * scale)
      }
    }
  }

  @Test func `A function of a diagonal matrix is that of its elements`() {
    let matrix: [Float] = [4, 0, 0, 0, 9, 0, 0, 0, 0]
    let eigen = SymmetricEigendecomposition(matrix.span, count: 3)
    let result = StorageSlice(copying: Array(repeating: Float.nan, count: 9))
    var elements = result.mutableSpan
    eigen.apply(to: &elements) { $0.squareRoot() + 1 }
    #expect(Array(result) == [3, 0, 0, 0, 4, 0, 0, 0, 1])
  }
}
