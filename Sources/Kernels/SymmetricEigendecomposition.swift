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
/// - Complexity: about 7 n³ multiplications a sweep, eight at once; 5 to 10 sweeps, at most 40.
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
    guard matrix.indices.allSatisfy({ matrix[$0].isFinite }) else {
      values = Array(repeating: .infinity, count: count)
      vectors = (0..<(count * count)).map { $0 / count == $0 % count ? 1 : 0 }
      return
    }
    var rows = RotatedRows(matrix, count: count)
    var sweeps = 0
    while sweeps < 40, rows.sweep() { sweeps += 1 }
    let lengths = (0..<count).map { rows.length(of: $0) }
    let order = lengths.indices.sorted { (lengths[$1], $0) < (lengths[$0], $1) }
    values = order.map { lengths[$0] }
    vectors = []
    vectors.reserveCapacity(count * count)
    for i in order { rows.appendVector(i, to: &vectors) }
  }
}

/// A matrix on its way to orthogonal rows, and the product of the rotations so far; the rows are filled with
/// zeros to whole vectors.
private struct RotatedRows {
  private let count: Int
  /// The number of vectors of a row.
  private let width: Int
  private var matrix: [SIMD8<Double>]
  private var rotations: [SIMD8<Double>]

  init(_ elements: Span<Float>, count: Int) {
    self.count = count
    width = (count + 7) / 8
    matrix = Array(repeating: .zero, count: count * width)
    rotations = matrix
    for i in 0..<count {
      rotations[i * width + i / 8][i % 8] = 1
      for k in 0..<count { matrix[i * width + k / 8][k % 8] = Double(elements[i * count + k]) }
    }
  }

  /// ‖row i‖.
  func length(of i: Int) -> Double { products(i, i).a.squareRoot() }

  /// Appends row i of the rotations.
  func appendVector(_ i: Int, to vectors: inout [Double]) {
    for k in 0..<count { vectors.append(rotations[i * width + k / 8][k % 8]) }
  }

  /// ‖row p‖², ‖row q‖², and their product.
  private func products(_ p: Int, _ q: Int) -> (a: Double, b: Double, c: Double) {
    let rows = matrix.span
    var (a, b, c) = (SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Double>.zero)
    for k in 0..<width {
      let (x, y) = (rows[p * width + k], rows[q * width + k])
      a += x * x
      b += y * y
      c += x * y
    }
    return (a.sum(), b.sum(), c.sum())
  }

  /// Rotates every pair of rows that are not orthogonal to rounding.
  ///
  /// - Returns: whether there was such a pair.
  mutating func sweep() -> Bool {
    var isDone = true
    for p in 0..<max(count - 1, 0) {
      for q in (p + 1)..<count {
        let (a, b, c) = products(p, q)
        guard abs(c) > 1e-15 * (a * b).squareRoot() else { continue }
        isDone = false
        let slope = (b - a) / (2 * c)
        let tangent = (slope < 0 ? -1 : 1) / (abs(slope) + (1 + slope * slope).squareRoot())
        let cosine = 1 / (1 + tangent * tangent).squareRoot()
        rotate(&matrix, p, q, cosine, cosine * tangent)
        rotate(&rotations, p, q, cosine, cosine * tangent)
      }
    }
    return !isDone
  }

  private func rotate(
    _ x: inout [SIMD8<Double>], _ p: Int, _ q: Int, _ cosine: Double, _ sine: Double
  ) {
    var x = x.mutableSpan
    for k in 0..<width {
      let (a, b) = (x[p * width + k], x[q * width + k])
      x[p * width + k] = cosine * a - sine * b
      x[q * width + k] = sine * a + cosine * b
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
    var sums = Array(repeating: 0.0, count: count)
    for i in 0..<count {
      var sum = sums.mutableSpan
      for j in sum.indices { sum[j] = 0 }
      for k in 0..<count {
        let weight = scales[k] * rows[k * count + i]
        let row = rows.extracting((k * count)..<((k + 1) * count))
        guard row.count == sum.count else { return }
        for j in sum.indices { sum[j] += weight * row[j] }
      }
      for j in sum.indices { result[i * count + j] = Float(sum[j]) }
    }
  }
}
