import Kernels

/// How long a product of two square matrices takes.
package struct ProductBench: Sendable, Hashable, Codable {
  /// The rows of the matrices.
  package let size: Int

  /// Which factors are stored as their transposes: NN, TN, NT.
  package let form: String

  /// How long a product took.
  package let time: Timing

  /// Measures a product.
  ///
  /// - Parameters:
  ///   - size: the rows of the matrices, in `1...`.
  ///   - transposed: which factors are stored as their transposes.
  ///   - threads: the largest number of threads.
  package init(size: Int, transposed: (a: Bool, b: Bool), threads: Int) {
    let (a, b, c) = (
      Block<Float>(count: size * size), Block<Float>(count: size * size),
      Block<Float>(count: size * size)
    )
    for block in [a, b] {
      var numbers = block.mutableSpan
      for i in numbers.indices { numbers[i] = Float(i % 13) - 6 }
    }
    self.size = size
    form = (transposed.a ? "T" : "N") + (transposed.b ? "T" : "N")
    time = Timing(limit: 2) {
      var result = c.mutableSpan
      matrixProduct(
        a.span, transposed: transposed.a, b.span, transposed: transposed.b, into: &result,
        rows: size, columns: size, inner: size, threads: threads)
    }
  }

  /// The additions and multiplications in a second.
  package var rate: Double { 2 * Double(size * size * size) / time.median }
}
