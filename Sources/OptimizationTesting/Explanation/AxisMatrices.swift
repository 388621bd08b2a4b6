import Foundation

/// Square matrices for one axis of a parameter, a matrix for each block of positions along the axis.
struct AxisMatrices: Hashable {
  /// The length of the axis.
  let length: Int

  /// The number of elements at one position of this axis and of all axes before it.
  let inner: Int

  /// The number of positions of the axes before.
  let outer: Int

  /// How many positions a block has at most.
  let largestBlock: Int

  init(_ shape: [Int], axis: Int, largestBlock: Int) {
    length = shape[axis]
    inner = shape[(axis + 1)...].reduce(1, *)
    outer = shape[..<axis].reduce(1, *)
    self.largestBlock = largestBlock
  }

  /// The positions of each block.
  var blocks: [Range<Int>] {
    stride(from: 0, to: length, by: largestBlock).map { $0..<min($0 + largestBlock, length) }
  }

  /// The places in the parameter of the elements at one position of the axis.
  func places(at position: Int) -> [Int] {
    (0..<outer).flatMap { outer in
      (0..<inner).map { (outer * length + position) * inner + $0 }
    }
  }
}

/// A square matrix, by rows.
struct SquareMatrix {
  let count: Int
  var numbers: [Double]

  init(_ numbers: [Double], count: Int) {
    self.numbers = numbers
    self.count = count
  }

  /// A matrix of numbers that are computed from row and column.
  init(count: Int, _ number: (Int, Int) -> Double) {
    self.count = count
    numbers = (0..<(count * count)).map { number($0 / count, $0 % count) }
  }

  subscript(_ row: Int, _ column: Int) -> Double {
    get { numbers[row * count + column] }
    set { numbers[row * count + column] = newValue }
  }

  var transposed: SquareMatrix { SquareMatrix(count: count) { self[$1, $0] } }

  static func * (a: SquareMatrix, b: SquareMatrix) -> SquareMatrix {
    SquareMatrix(count: a.count) { i, j in
      (0..<a.count).reduce(0) { $0 + a[i, $1] * b[$1, j] }
    }
  }
}

extension SquareMatrix {
  /// The eigenvalues of a symmetric matrix from the largest to the smallest, and the eigenvectors as
  /// rows in their order: Jacobi's rotations from both sides.
  var eigen: (values: [Double], vectors: SquareMatrix) {
    var rest = self
    var vectors = SquareMatrix(count: count) { $0 == $1 ? 1 : 0 }
    for _ in 0..<60 {
      var isDone = true
      for p in 0..<count {
        for q in (p + 1)..<max(count, p + 1) where rest.mustRotate(p, q) {
          isDone = false
          let angle = atan2(2 * rest[p, q], rest[q, q] - rest[p, p]) / 2
          rest.turnRows(p, q, by: angle)
          rest = rest.transposed
          rest.turnRows(p, q, by: angle)
          rest = rest.transposed
          vectors.turnRows(p, q, by: angle)
        }
      }
      if isDone { break }
    }
    let order = (0..<count).sorted { (rest[$1, $1], $0) < (rest[$0, $0], $1) }
    return (
      order.map { max(rest[$0, $0], 0) }, SquareMatrix(count: count) { vectors[order[$0], $1] }
    )
  }

  /// Turns two rows in their plane.
  private mutating func turnRows(_ p: Int, _ q: Int, by angle: Double) {
    let (cosine, sine) = (cos(angle), sin(angle))
    for j in 0..<count {
      let (a, b) = (self[p, j], self[q, j])
      numbers[p * count + j] = cosine * a - sine * b
      numbers[q * count + j] = sine * a + cosine * b
    }
  }

  private func mustRotate(_ p: Int, _ q: Int) -> Bool {
    abs(self[p, q]) > 1e-17 * (abs(self[p, p]) + abs(self[q, q]))
  }

  /// The orthonormal rows that span, one after the other, what the rows span; a row that is nothing new
  /// is replaced by the first unit vector that is.
  var orthonormalRows: SquareMatrix {
    var rows: [[Double]] = []
    for i in 0..<count {
      let units = (0..<count).map { axis in (0..<count).map { $0 == axis ? 1.0 : 0 } }
      let own = Array(numbers[(i * count)..<((i + 1) * count)])
      for candidate in [own] + units {
        guard let rest = candidate.remainder(beside: rows) else { continue }
        rows.append(rest)
        break
      }
    }
    return SquareMatrix(rows.flatMap { $0 }, count: count)
  }
}

extension [Double] {
  fileprivate var length: Double { reduce(0) { $0 + $1 * $1 }.squareRoot() }

  /// What is left of a vector beside orthonormal ones, at length 1; nil where that is rounding only.
  fileprivate func remainder(beside others: [[Double]]) -> [Double]? {
    var rest = self
    for other in others + others {
      let product = zip(other, rest).reduce(0) { $0 + $1.0 * $1.1 }
      rest = zip(rest, other).map { $0 - product * $1 }
    }
    let left = rest.length
    return left > 1e-10 * length ? rest.map { $0 / left } : nil
  }
}
