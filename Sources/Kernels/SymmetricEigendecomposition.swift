/// The eigenvalues and eigenvectors of a symmetric matrix without negative eigenvalues.
///
/// ```text
/// A = Σᵢ values[i] vᵢ vᵢᵀ        vᵢ: row i of `vectors`, of length 1
/// ```
///
/// The rows of A are made orthogonal in pairs, by rotations that `vectors` gathers: one-sided Jacobi
/// iteration, which touches only whole rows and finds small eigenvalues as exactly as large ones.
///
/// Where entries are infinite or no number, so that there is nothing to find, all eigenvalues are
/// infinite and the vectors are the axes.
///
/// - Source: Hestenes, 1958; the rotation and the order as in Golub and Van Loan, *Matrix
///   Computations*, 4th edition, section 8.6.3.
/// - Complexity: about 9 n³ multiplications a sweep; 5 to 10 sweeps, at most 40.
public struct SymmetricEigendecomposition: Sendable {
  /// The number of rows.
  public let count: Int

  /// The eigenvalues, from the largest to the smallest; 0 where rounding leaves nothing.
  public private(set) var values: [Double]

  /// The eigenvectors as rows, in the order of the eigenvalues.
  public private(set) var vectors: [Double]

  /// Decomposes a matrix.
  ///
  /// - Parameters:
  ///   - matrix: count × count numbers, symmetric, without negative eigenvalues.
  ///   - count: the number of rows, in `0...`.
  public init(_ matrix: Span<Float>, count: Int) {
    require(count >= 0, "SymmetricEigendecomposition: count must be in 0..., but is \(count)")
    require(
      matrix.count == count * count,
      "SymmetricEigendecomposition: \(count) rows need \(count * count) numbers, "
        + "but there are \(matrix.count)")
    self.count = count
    var rows = RotatedRows(count: count)
    guard matrix.indices.allSatisfy({ matrix[$0].isFinite }) else {
      values = Array(repeating: .infinity, count: count)
      vectors = rows.vectors
      return
    }
    for i in matrix.indices { rows.matrix[i] = Double(matrix[i]) }
    var sweeps = 0
    while sweeps < 40, rows.sweep() { sweeps += 1 }
    let lengths = (0..<count).map { rows.length(of: $0) }
    let order = lengths.indices.sorted { (lengths[$1], $0) < (lengths[$0], $1) }
    values = order.map { lengths[$0] }
    vectors = order.flatMap { rows.vectors[($0 * count)..<(($0 + 1) * count)] }
  }
}

/// A matrix on its way to orthogonal rows, and the product of the rotations so far.
private struct RotatedRows {
  let count: Int
  var matrix: [Double]
  var vectors: [Double]

  init(count: Int) {
    self.count = count
    matrix = Array(repeating: 0, count: count * count)
    vectors = matrix
    for i in 0..<count { vectors[i * count + i] = 1 }
  }

  /// ‖row i‖.
  func length(of i: Int) -> Double { product(i, i).squareRoot() }

  private func product(_ p: Int, _ q: Int) -> Double {
    let row = matrix.span
    var sum = 0.0
    for k in 0..<count { sum += row[p * count + k] * row[q * count + k] }
    return sum
  }

  /// Rotates every pair of rows that are not orthogonal to rounding.
  ///
  /// - Returns: whether there was such a pair.
  mutating func sweep() -> Bool {
    var isDone = true
    for p in 0..<max(count - 1, 0) {
      for q in (p + 1)..<count {
        let (a, b, c) = (product(p, p), product(q, q), product(p, q))
        guard abs(c) > 1e-15 * (a * b).squareRoot() else { continue }
        isDone = false
        let slope = (b - a) / (2 * c)
        let tangent = (slope < 0 ? -1 : 1) / (abs(slope) + (1 + slope * slope).squareRoot())
        let cosine = 1 / (1 + tangent * tangent).squareRoot()
        rotate(&matrix, p, q, cosine, cosine * tangent)
        rotate(&vectors, p, q, cosine, cosine * tangent)
      }
    }
    return !isDone
  }

  private func rotate(
    _ x: inout [Double], _ p: Int, _ q: Int, _ cosine: Double, _ sine: Double
  ) {
    var x = x.mutableSpan
    for k in 0..<count {
      let (a, b) = (x[p * count + k], x[q * count + k])
      x[p * count + k] = cosine * a - sine * b
      x[q * count + k] = sine * a + cosine * b
    }
  }
}

extension SymmetricEigendecomposition {
  /// Writes Σᵢ f(values[i]) vᵢ vᵢᵀ: a function of the matrix.
  ///
  /// - Parameters:
  ///   - result: count × count elements to overwrite.
  ///   - function: the function of an eigenvalue.
  public func apply(to result: inout MutableSpan<Float>, _ function: (Double) -> Double) {
    require(
      result.count == count * count,
      "SymmetricEigendecomposition: \(count) rows need \(count * count) numbers, "
        + "but there are \(result.count)")
    let scales = values.map(function)
    let rows = vectors.span
    for i in 0..<count {
      var sums = Array(repeating: 0.0, count: count)
      var sum = sums.mutableSpan
      for k in 0..<count {
        let weight = scales[k] * rows[k * count + i]
        for j in 0..<count { sum[j] += weight * rows[k * count + j] }
      }
      for j in 0..<count { result[i * count + j] = Float(sum[j]) }
    }
  }
}
