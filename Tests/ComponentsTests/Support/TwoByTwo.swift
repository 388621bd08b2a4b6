/// A symmetric 2 × 2 matrix and its eigenvectors, in closed form.
struct TwoByTwo {
  var a = 0.0
  var b = 0.0
  var c = 0.0

  /// Adds a share of G Gᵀ, for the rows of a 2 × 2 matrix or, transposed, for its columns.
  mutating func add(_ g: [Double], transposed: Bool, retention: Double, innovation: Double) {
    let (second, third) = transposed ? (g[2], g[1]) : (g[1], g[2])
    a = retention * a + innovation * (g[0] * g[0] + second * second)
    b = retention * b + innovation * (g[0] * third + second * g[3])
    c = retention * c + innovation * (third * third + g[3] * g[3])
  }

  /// The eigenvalues, and the first eigenvector; the second is orthogonal to it.
  var eigen: (large: Double, small: Double, x: Double, y: Double) {
    let root = ((a - c) * (a - c) + 4 * b * b).squareRoot()
    let large = (a + c + root) / 2
    var (x, y) = a >= c ? (large - c, b) : (b, large - a)
    let length = (x * x + y * y).squareRoot()
    (x, y) = length > 0 ? (x / length, y / length) : (1, 0)
    return (large, (a + c - root) / 2, x, y)
  }

  /// f of the matrix, by its rows.
  func apply(_ f: (Double) -> Double) -> [Double] {
    let (large, small, x, y) = eigen
    let (p, q) = (f(large), f(small))
    return [p * x * x + q * y * y, (p - q) * x * y, (p - q) * x * y, p * y * y + q * x * x]
  }
}

/// The product of two 2 × 2 matrices.
func product(_ a: [Double], _ b: [Double]) -> [Double] {
  [
    a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2],
    a[2] * b[1] + a[3] * b[3],
  ]
}
