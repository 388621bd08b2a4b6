import Kernels
import Testing

@Suite struct MatrixProductTests {
  /// A shape, how a and b are stored, and whether the product is added.
  struct Case: CustomTestStringConvertible {
    let rows, columns, inner: Int
    let transposedA, transposedB, accumulate: Bool

    var testDescription: String {
      "\(rows)×\(inner)\(transposedA ? "ᵀ" : "") · \(inner)×\(columns)\(transposedB ? "ᵀ" : "")"
        + (accumulate ? ", added" : "")
    }

    /// The four ways to store a and b, alternately written and added.
    static func stored(_ rows: Int, _ columns: Int, _ inner: Int) -> [Case] {
      (0..<4).map { way in
        Case(
          rows: rows, columns: columns, inner: inner, transposedA: way & 1 != 0,
          transposedB: way & 2 != 0, accumulate: (rows + columns + inner + way) % 2 == 0)
      }
    }

    /// Every combination of sizes around those of the register block.
    static let small = sizes([1, 2, 5, 6, 16, 33], [1, 2, 5, 16, 31, 33], [1, 2, 7, 33])

    /// Sizes around those at which the work is cut, one at a time.
    static let large =
      sizes([64, 65, 145], [65], [33]) + sizes([7], [1537], [3])
      + sizes([7], [17], [256, 257, 513]) + sizes([7], [263], [257]) + sizes([64], [129], [128])

    private static func sizes(_ rows: [Int], _ columns: [Int], _ inner: [Int]) -> [Case] {
      rows.flatMap { m in columns.flatMap { n in inner.flatMap { k in stored(m, n, k) } } }
    }
  }

  @Test("A product differs from one in double precision by rounding only")
  func agreesWithDoublePrecision() {
    for shape in Case.small + Case.large {
      let (a, b, before) = operands(shape)
      let result = product(shape, a, b, before)
      #expect(
        largestError(shape, a, b, before, result) <= 1,
        "\(shape.testDescription)")
    }
  }

  @Test("A bias is what every row starts from")
  func bias() {
    for shape in Case.small + Case.large where !shape.accumulate {
      let (a, b, _) = operands(shape)
      let bias = numbers(shape.columns, seed: 4)
      let found = StorageSlice(copying: [Float](repeating: .nan, count: shape.rows * shape.columns))
      var target = found.mutableSpan
      matrixProduct(
        a.span, transposed: shape.transposedA, b.span, transposed: shape.transposedB, bias: bias,
        into: &target, rows: shape.rows, columns: shape.columns, inner: shape.inner, threads: 2)
      let added = Case(
        rows: shape.rows, columns: shape.columns, inner: shape.inner,
        transposedA: shape.transposedA, transposedB: shape.transposedB, accumulate: true)
      let rows = (0..<shape.rows).flatMap { _ in Array(bias) }
      #expect(Array(found) == product(added, a, b, rows), "\(shape.testDescription)")
    }
  }

  @Test("No term leaves zero, or what was there", arguments: [false, true])
  func noTerms(accumulate: Bool) {
    let c = StorageSlice(copying: [1, 2, 3, 4, 5, 6])
    let none = StorageSlice(copying: [])
    var target = c.mutableSpan
    matrixProduct(
      none.span, none.span, into: &target, rows: 2, columns: 3, inner: 0, accumulate: accumulate)
    #expect(Array(c) == (accumulate ? [1, 2, 3, 4, 5, 6] : [0, 0, 0, 0, 0, 0]))
  }

  @Test("A result without elements is no work", arguments: [(0, 3), (3, 0)])
  func noElements(rows: Int, columns: Int) {
    let (a, b, c) = (numbers(rows * 2, seed: 1), numbers(2 * columns, seed: 2), numbers(0, seed: 3))
    var target = c.mutableSpan
    matrixProduct(a.span, b.span, into: &target, rows: rows, columns: columns, inner: 2)
    #expect(c.isEmpty)
  }

  @Test("The number of threads changes no bit", arguments: [(150, 90), (90, 150)])
  func threadsChangeNoBit(rows: Int, columns: Int) {
    let shape = Case(
      rows: rows, columns: columns, inner: 400, transposedA: false, transposedB: true,
      accumulate: false)
    let (a, b, before) = operands(shape)
    let expected = product(shape, a, b, before, threads: 1)
    for threads in [2, 3, 7] {
      #expect(product(shape, a, b, before, threads: threads) == expected, "\(threads) threads")
    }
  }

  @Test("A row does not depend on the rows beside it, nor a column on its neighbours")
  func rowsAndColumnsAreIndependent() {
    let whole = Case(
      rows: 41, columns: 37, inner: 400, transposedA: false, transposedB: true, accumulate: true)
    let (a, b, before) = operands(whole)
    let expected = product(whole, a, b, before)
    for (i, j) in [(0, 0), (3, 15), (11, 16), (40, 36)] {
      let one = Case(
        rows: 1, columns: 1, inner: 400, transposedA: false, transposedB: true, accumulate: true)
      let row = StorageSlice(a.storage, i * 400..<(i + 1) * 400)
      let column = StorageSlice(b.storage, j * 400..<(j + 1) * 400)
      #expect(product(one, row, column, [before[i * 37 + j]]) == [expected[i * 37 + j]])
    }
  }

  @Test("What is not finite is passed on")
  func notFinite() {
    let a = StorageSlice(copying: [.infinity, 1, 0, .nan])
    let b = StorageSlice(copying: [1, 0, 1, 0])
    let c = StorageSlice(copying: [0, 0, 0, 0])
    var target = c.mutableSpan
    matrixProduct(a.span, b.span, into: &target, rows: 2, columns: 2, inner: 2)
    #expect(c[0] == .infinity)
    #expect(c[1].isNaN && c[2].isNaN && c[3].isNaN)
  }
}

extension MatrixProductTests {
  private func operands(_ shape: Case) -> (a: StorageSlice, b: StorageSlice, before: [Float]) {
    (
      numbers(shape.rows * shape.inner, seed: 1), numbers(shape.inner * shape.columns, seed: 2),
      Array(numbers(shape.rows * shape.columns, seed: 3))
    )
  }

  private func product(
    _ shape: Case, _ a: StorageSlice, _ b: StorageSlice, _ before: [Float], threads: Int = 2
  ) -> [Float] {
    let c = StorageSlice(copying: before)
    var target = c.mutableSpan
    matrixProduct(
      a.span, transposed: shape.transposedA, b.span, transposed: shape.transposedB, into: &target,
      rows: shape.rows, columns: shape.columns, inner: shape.inner, accumulate: shape.accumulate,
      threads: threads)
    return Array(c)
  }

  /// The largest error of an element, relative to what the rounding of every term and every sum may
  /// cause: (k + 1) units of 2⁻²⁴ of the sum of the magnitudes.
  private func largestError(
    _ shape: Case, _ a: StorageSlice, _ b: StorageSlice, _ before: [Float], _ result: [Float]
  ) -> Double {
    let (m, n, k) = (shape.rows, shape.columns, shape.inner)
    let (a, b) = (a.map(Double.init), b.map(Double.init))
    var largest = 0.0
    for i in 0..<m {
      for j in 0..<n {
        var exact = shape.accumulate ? Double(before[i * n + j]) : 0
        var magnitude = abs(exact)
        for p in 0..<k {
          let term =
            a[shape.transposedA ? p * m + i : i * k + p]
            * b[shape.transposedB ? j * k + p : p * n + j]
          exact += term
          magnitude += abs(term)
        }
        let bound = Double(k + 1) * 0x1p-24 * magnitude
        largest = max(largest, abs(Double(result[i * n + j]) - exact) / bound)
      }
    }
    return largest
  }
}
