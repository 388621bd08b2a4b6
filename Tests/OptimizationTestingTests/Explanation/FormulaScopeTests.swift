import Optimization
import Testing

@testable import OptimizationTesting

@Suite struct FormulaScopeTests {
  private let x: Formula = "x"

  @Test func `only a condition excludes a division by 0, where there must be a gain`() throws {
    var scope = FormulaScope(shapes: [[1]])
    scope[x] = Quantity(4)
    scope[.η] = Quantity(0)
    scope.refusesZeroDivisors = true
    func value(_ formula: Formula) throws -> Double { try formula.value(in: scope).numbers[0] }
    #expect(try value(1 + (x .< 4) * (.η * (1 / (x - 4)))) == 1)
    #expect(try value(.min(1, 1 + .η * (1 / (x - 4)))).isNaN)
    #expect(try value(3 / (x .> 4)).isNaN)
  }

  @Test func `functions of several elements have a scope`() throws {
    var scope = FormulaScope(shapes: [[2, 2], [3]])
    scope[x] = Quantity([1, 2, 3, 4, 6, 6, 6])
    func value(_ formula: Formula) throws -> [Double] { try formula.value(in: scope).numbers }
    #expect(try value(.mean(x)) == [4])
    #expect(try value(.norm(x, over: .group)) == value(.norm(x)))
    #expect(try value(.parameterMean(x)) == [2.5, 2.5, 2.5, 2.5, 6, 6, 6])
    #expect(try value(.rowMean(x)) == [1.5, 1.5, 3.5, 3.5, 6, 6, 6])
    #expect(try value(.finite(1 / (x - 1))) == [0])
    #expect(try value(.columns) == [2, 2, 2, 2, 1, 1, 1])
    #expect(throws: FormulaError.self) { try value(.function("rowNothing", x)) }
    #expect(throws: FormulaError.self) { try value("y" + 1) }
  }

  /// What is a whole number in `Float` is exact.
  @Test func `sums and differences are rounded, and nothing else`() throws {
    var scope = FormulaScope(shapes: [[1]])
    scope[x] = Quantity(0.25)
    scope.round = { -$0 }
    let values: [(Formula, Double)] = [
      (x + 1, -1.25), (1 - x, -0.75), (x * 3, 0.75), (x / 2, 0.125), (x ** 2, 0.0625),
      (x + 0.75, 1), (x - 1.25, -1), (x + 16_777_214.75, 16_777_215),
      (x + 16_777_215.75, -0x1p24), (x - 16_777_216.25, 0x1p24),
    ]
    for (formula, value) in values {
      #expect(try formula.value(in: scope).numbers == [value], "\(formula)")
    }
  }

  @Test func `the value is that of the compiled formula`() throws {
    var scope = FormulaScope(shapes: [[1]])
    scope[x] = Quantity(0.3)
    let formulas: [Formula] = [
      .table([5, 6, 7], x * 7), √x ** 3, .arctangent(x, 2), .exp(x) - .log(x), .cos(x) * .floor(x),
      .clip(x, 0.5, 1), .min(x, 1 / (x - 0.3)), (x .> 1) / x,
    ]
    for formula in formulas {
      #expect(try formula.value(in: scope).numbers == [formula.value(at: [x: 0.3])], "\(formula)")
    }
  }
}
