import Optimization
import OptimizationTesting
import Testing

@Suite struct UpdateRuleTests {
  private let m: Formula = "m"

  @Test func `a rule keeps what its lines assign`() throws {
    var rule = UpdateRule(
      [m ← 0.5 * m + .g, .stopUnless(.finite(.g)), .θ ← .θ - .t * m], shapes: [[1]],
      start: [.θ: [10]])
    try rule.step([.g: [1]])
    #expect(rule.parameters == [9])
    try rule.step([.g: [.infinity]])
    #expect(rule.parameters == [9] && rule[m] == [1] && rule.step == 1)
    try rule.step([.g: [0.5]])
    #expect(rule.parameters == [7])
  }

  @Test func `where the gain divides by 0, nothing decays`() throws {
    var rule = UpdateRule(
      [.R ← .min(1, 0.5 / √Formula.mean(.g ** 2)), .θ ← (1 - .R) * .θ], shapes: [[2]],
      start: [.θ: [4, 8]])
    try rule.step([.g: [0, 0]])
    #expect(rule.parameters == [4, 8])
    try rule.step([.g: [1, 1]])
    #expect(rule.parameters == [2, 4])
  }

  /// What is left of 5 after 4 was taken away is known as well as 5 is.
  @Test func `what is kept is rounded at the larger magnitude`() throws {
    var magnitudes: [Double] = []
    var rule = UpdateRule([.θ ← .θ - .g], shapes: [[2]], start: [.θ: [5, 1]])
    try rule.step([.g: [4, -2]]) { number, magnitude in
      magnitudes.append(magnitude)
      return number
    }
    #expect(magnitudes.suffix(2) == [5, 3])
  }

  @Test func `what can't be carried out is named`() throws {
    var rule = UpdateRule([.θ ← .θ - "q̂"], shapes: [[1]], start: [.θ: [1]])
    let error = #expect(throws: FormulaError.self) { try rule.step([.g: [1]]) }
    #expect(error?.description.contains("θ ← θ − q̂") == true)
  }

  @Test func `matrices are kept like numbers`() throws {
    let s: Formula = "s"
    var rule = UpdateRule(
      [s ← 0.5 * s + .function("gram", .g, 8)], shapes: [[2]], start: [.θ: [0, 0]])
    try rule.step([.g: [1, 2]])
    try rule.step([.g: [2, 0]])
    #expect(try rule.value(of: s).numbers == [4.5, 1, 1, 2])
  }

  /// A condition that is asked of every element holds where it holds for all.
  @Test func `one element stops a step`() throws {
    for gradient in [[1, 0], [0, 1], [0, 0], [1, 1]] as [[Double]] {
      var rule = UpdateRule(
        [.stopUnless(.g .!= 0), .θ ← .θ - .g], shapes: [[2]], start: [.θ: [5, 7]])
      try rule.step([.g: gradient])
      #expect(rule.parameters == (gradient == [1, 1] ? [4, 6] : [5, 7]), "\(gradient)")
    }
  }
}
