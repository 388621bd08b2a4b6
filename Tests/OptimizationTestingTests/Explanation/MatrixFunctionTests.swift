import Optimization
import OptimizationTesting
import Testing

/// What functions of matrices mean, on matrices whose results are known by heart.
@Suite struct MatrixFunctionTests {
  private let x: Formula = "x"
  private let s: Formula = "s"

  private func scope(_ shape: [Int], _ numbers: [Double]) -> FormulaScope {
    var scope = FormulaScope(shapes: [shape])
    scope[x] = Quantity(numbers)
    return scope
  }

  private func expect(
    _ formula: Formula, in scope: FormulaScope, is expected: [Double],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let numbers = try formula.value(in: scope).numbers
    #expect(numbers.count == expected.count, sourceLocation: sourceLocation)
    for (a, b) in zip(numbers, expected) {
      #expect(abs(a - b) < 1e-12, "\(numbers)", sourceLocation: sourceLocation)
    }
  }

  @Test func `an orthogonalization sends singular values through its polynomial`() throws {
    // The singular values are 5 and 2: rows of a rotation by an angle of cosine 0.6.
    let matrix = scope([2, 2], [3, 4, -1.6, 1.2])
    try expect(
      .function("orthogonalized", x, 1, 0.5, 0.25, 0.125), in: matrix,
      is: [
        0.6 * (2.5 + 0.25 * 125 + 0.125 * 3125), 0.8 * (2.5 + 0.25 * 125 + 0.125 * 3125),
        -0.8 * (1 + 0.25 * 8 + 0.125 * 32), 0.6 * (1 + 0.25 * 8 + 0.125 * 32),
      ])
  }

  @Test func `products of rows and of columns are gathered for each axis`() throws {
    let matrix = scope([2, 3], [1, 2, 3, 4, 5, 6])
    try expect(
      .function("gram", x, 8), in: matrix,
      is: [14, 32, 32, 77] + [17, 22, 27, 22, 29, 36, 27, 36, 45])
    try expect(.function("gram", x, 2), in: matrix, is: [14, 32, 32, 77, 17, 22, 22, 29, 45])
    try expect(.function("gram", x, 8, 3), in: matrix, is: [])
    try expect(.function("gram", x, 8), in: scope([2], [3, 4]), is: [9, 12, 12, 16])
  }

  @Test func `an inverse root undoes the products of a vector`() throws {
    // GGᵀ + εI has the eigenvalues 25 + 11 and 11; a vector is along the first.
    var vector = scope([2], [3, 4])
    vector[s] = try Formula.function("gram", x, 8).value(in: vector)
    try expect(
      .function("along", .function("inverseRoot", s, 11), x), in: vector, is: [0.5, 4 / 6.0])
  }

  @Test func `eigenvectors make the products diagonal, and turning keeps them`() throws {
    var matrix = scope([2, 2], [3, 4, -1.6, 1.2])
    matrix[s] = try Formula.function("gram", x, 8).value(in: matrix)
    let basis = Formula.function("eigenvectors", s)
    matrix["y"] = try Formula.function("along", basis, x).value(in: matrix)
    let turned = try Formula.function("gram", "y", 8).value(in: matrix)
    #expect(zip(turned.numbers, [25, 0, 0, 4, 25, 0, 0, 4]).allSatisfy { abs($0 - $1) < 1e-12 })
    try expect(
      .function("alongTransposed", basis, "y"), in: matrix, is: [3, 4, -1.6, 1.2])
    let rest = .function("turned", basis, s) - basis
    try expect(rest, in: matrix, is: Array(repeating: 0, count: 8))
  }

  /// What is done to one parameter doesn't depend on those before it, of other shapes.
  @Test(arguments: ["inverseRoot", "eigenvectors"])
  func `parameters of several shapes are taken one by one`(_ name: String) throws {
    let parameters: [(shape: [Int], numbers: [Double])] = [
      ([2], [3, 4]), ([2, 2], [3, 1, -1.6, 1.2]), ([3], [1, 0.5, -2]),
    ]
    func numbers(_ parameters: [(shape: [Int], numbers: [Double])]) throws -> [Double] {
      var scope = FormulaScope(shapes: parameters.map(\.shape))
      scope[x] = Quantity(parameters.flatMap(\.numbers))
      scope[s] = try Formula.function("gram", x, 8).value(in: scope)
      let function = name == "inverseRoot" ? Formula.function(name, s, 1) : .function(name, s)
      return try Formula.function("along", function, x).value(in: scope).numbers
    }
    #expect(try numbers(parameters) == parameters.flatMap { try numbers([$0]) })
  }

  @Test(arguments: [1, 1e-9, 1e9])
  func `what a basis accounts for decides the order`(scale: Double) throws {
    var vector = scope([2], [scale, 7 * scale])
    vector[s] = try Formula.function("gram", x, 8).value(in: vector)
    vector["q"] = vector[s]
    vector["q"]?.numbers = [1, 0, 0, 1]
    try expect(.function("reordered", x, "q", s), in: vector, is: [7 * scale, scale])
    let (small, large) = (0.02.squareRoot(), 0.98.squareRoot())
    try expect(.function("turned", "q", s), in: vector, is: [small, large, large, -small])
  }

  /// Means by rows 1.5 and 3.5, by columns 2 and 3, over both 2.5.
  @Test func `a divisor of factors does not fall below what is given`() throws {
    let matrix = scope([2, 2], [1, 2, 3, 4])
    let products = [1.5 * 2, 1.5 * 3, 3.5 * 2, 3.5 * 3]
    for function in ["factored", "factoredLongest"] {
      try expect(.function(function, x, 2), in: matrix, is: products.map { $0 / 2.5 })
      try expect(.function(function, x, 2, 1), in: matrix, is: products.map { $0 / 2.5 })
      try expect(.function(function, x, 2, 5), in: matrix, is: products.map { $0 / 5 })
    }
  }
}
