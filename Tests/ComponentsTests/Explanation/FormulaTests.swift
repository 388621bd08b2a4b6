import OptimizationTesting
import Testing

@Suite struct FormulaTests {
  static let known: [String: Double] = [
    "1 + 2·3": 7, "2^3^2": 512, "−2^2": -4, "2·−3": -6, "8 / 4 / 2": 1, "5 − 3 − 1": 1,
    "√(9)·2": 6, "√x + 1": 3, "2^−1": 0.5, "1e-08·1e8": 1, "[x = 4]": 1, "[x ≠ 4]·7": 0,
    "[1 < x ≤ 4]": 1, "[x < 4]·(1 / (x − 4))": 0, "clip(9, −1, 2)": 2, "min(3, x, 5)": 3,
    "cos(π)": -1, "floor(−0.5)": -1, "sign(−x)": -1, "m̂′ + θ₀": 5,
  ]

  @Test(arguments: known.keys.sorted())
  func `has the value`(_ text: String) throws {
    var scope = FormulaScope(shapes: [[1]])
    scope.values = ["x": [4], "m̂′": [2], "θ₀": [3]]
    let value = try FormulaParser.parse(text).value(in: scope)
    #expect(value == [Self.known[text] ?? .nan])
  }

  @Test func `only a condition excludes a division by 0, where there must be a gain`() throws {
    var scope = FormulaScope(shapes: [[1]])
    scope.values = ["x": [4], "η": [0]]
    scope.refusesZeroDivisors = true
    func value(_ text: String) throws -> Double {
      try FormulaParser.parse(text).value(in: scope)[0]
    }
    #expect(try value("1 + [x < 4]·η·(1 / (x − 4))") == 1)
    #expect(try value("min(1, 1 + η·(1 / (x − 4)))").isNaN)
    #expect(try value("3 / [x > 4]").isNaN)
  }

  @Test(arguments: ["1 +", "(1", "2 x", "[x]", "a·", "f(1", "", "1)"])
  func `can't be read`(_ text: String) {
    #expect(throws: FormulaError.self) { try FormulaParser.parse(text) }
  }

  @Test func `functions of several elements have a scope`() throws {
    var scope = FormulaScope(shapes: [[2, 2], [3]])
    scope.values["x"] = [1, 2, 3, 4, 6, 6, 6]
    func value(_ text: String) throws -> [Double] {
      try FormulaParser.parse(text).value(in: scope)
    }
    #expect(try value("mean(x)") == [4, 4, 4, 4, 4, 4, 4])
    #expect(try value("parameterMean(x)") == [2.5, 2.5, 2.5, 2.5, 6, 6, 6])
    #expect(try value("rowMean(x)") == [1.5, 1.5, 3.5, 3.5, 6, 6, 6])
    #expect(try value("finite(1 / (x − 1))") == [0, 0, 0, 0, 0, 0, 0])
    #expect(throws: FormulaError.self) { try value("rowNothing(x)") }
    #expect(throws: FormulaError.self) { try value("y + 1") }
  }

  @Test func `a rule keeps what its lines assign`() throws {
    var rule = try UpdateRule(
      "m ← 0.5·m + g\nstop unless finite(g)\nθ ← θ − t·m", shapes: [[1]], parameters: [10])
    try rule.step(gradient: [1])
    #expect(rule.parameters == [9])
    try rule.step(gradient: [.infinity])
    #expect(rule.parameters == [9] && rule["m"] == [1] && rule.step == 1)
    try rule.step(gradient: [0.5])
    #expect(rule.parameters == [7])
  }

  @Test func `what can't be read is named`() throws {
    let error = try #require(throws: FormulaError.self) {
      try UpdateRule("θ ← θ − q̂", shapes: [[1]], parameters: [1]).steppedOnce()
    }
    #expect(error.description.contains("θ ← θ − q̂"))
  }
}

extension UpdateRule {
  fileprivate consuming func steppedOnce() throws -> UpdateRule {
    try step(gradient: [1])
    return self
  }
}
