import Optimization
import Testing

@testable import OptimizationTesting

/// What functions of several numbers mean, of each range that they run over.
@Suite struct FunctionTests {
  /// A matrix of two rows, and a vector, which is one row.
  private let numbers: [Double] = [3, -4, 0, 12, 1, -2, 2]

  @Test(
    arguments: [
      ("mean", 12 / 7, [11.0 / 4, 1.0 / 3], [-0.5, 6, 1.0 / 3]),
      ("norm", 178.0.squareRoot(), [13, 3], [5, 12, 3]), ("sum", 12, [11, 1], [-1, 12, 1]),
      ("maximum", 12, [12, 2], [3, 12, 2]), ("finite", 1, [1, 1], [1, 1, 1]),
    ] as [(String, Double, [Double], [Double])])
  func `each runs over all, a parameter or a row`(
    name: String, all: Double, parameters: [Double], rows: [Double]
  ) throws {
    let scope = FormulaScope(shapes: [[2, 2], [3]])
    func call(_ name: String) throws -> [Double] {
      try scope.call(name, [Quantity(numbers)]).numbers
    }
    let capital = name.prefix(1).uppercased() + name.dropFirst()
    #expect(try call(name) == [all] && call("group" + capital) == [all])
    let (a, b) = (parameters[0], parameters[1])
    #expect(try call("parameter" + capital) == [a, a, a, a, b, b, b])
    #expect(
      try call("row" + capital) == [rows[0], rows[0], rows[1], rows[1], rows[2], rows[2], rows[2]])
  }

  @Test func `one number that is not finite is enough`() throws {
    let scope = FormulaScope(shapes: [[3]])
    #expect(try scope.call("finite", [Quantity([1, .infinity, 2])]).numbers == [0])
    #expect(try scope.call("finite", [Quantity([.nan, 1, 2])]).numbers == [0])
  }
}
