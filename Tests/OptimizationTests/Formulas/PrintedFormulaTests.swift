import Autodiff
import Descent
import Optimization
import OptimizationTesting
import Testing

/// What a formula prints means the same, read again.
@Suite struct PrintedFormulaTests {
  static let known: [String: Double] = [
    "1 + 2·3": 7, "2^3^2": 512, "−2^2": -4, "2·−3": -6, "8 / 4 / 2": 1, "5 − 3 − 1": 1,
    "√(9)·2": 6, "√x + 1": 3, "2^−1": 0.5, "1e-08·1e8": 1, "[x = 4]": 1, "[x ≠ 4]·7": 0,
    "[x < 4]·(1 / (x − 4))": 0, "clip(9, −1, 2)": 2, "cos(π)": -1, "floor(−0.5)": -1,
    "sign(−x)": -1, "m̂′ + θ₀": 5, "1 / ∞": 0,
  ]

  @Test(arguments: known.keys.sorted())
  func `the parser reads`(_ text: String) throws {
    let formula = try FormulaParser.parse(text)
    #expect(formula.value(at: ["x": 4, "m̂′": 2, "θ₀": 3]) == Self.known[text])
  }

  @Test(arguments: ["1 +", "(1", "2 x", "[x]", "a·", "f(1", "", "1)"])
  func `the parser refuses`(_ text: String) {
    #expect(throws: FormulaParser.Mistake.self) { try FormulaParser.parse(text) }
  }

  /// A random formula of x, y and small numbers.
  private static func drawn(depth: Int, using generator: inout SplitMix64) -> Formula {
    let leaves: [Formula] = ["x", "y", 1, 2, 0.5]
    guard depth > 0 else { return leaves[Int(generator.next() % 5)] }
    let a = drawn(depth: depth - 1, using: &generator)
    let b = drawn(depth: Int(generator.next() % UInt64(depth)), using: &generator)
    let (left, right) = generator.next().isMultiple(of: 2) ? (a, b) : (b, a)
    return switch generator.next() % 6 {
    case 0: left + right
    case 1: left - right
    case 2: left * right
    case 3, 4: left / right
    default: left ** right
    }
  }

  @Test func `random formulas read as they are`() throws {
    var generator = SplitMix64(seed: 7)
    for _ in 0..<500 {
      let formula = Self.drawn(depth: 4, using: &generator)
      let read = try FormulaParser.parse("\(formula)")
      let (a, b) = (formula.value(at: ["x": 3, "y": 0.7]), read.value(at: ["x": 3, "y": 0.7]))
      #expect(a == b || a.isNaN && b.isNaN || abs(a - b) <= 1e-6 * abs(a), "\(formula)")
    }
  }

  /// Compositions of all parts of the catalogue, and of random ones with random numbers.
  static let compositions: [Composition] = {
    var generator = SplitMix64(seed: 2_026)
    let combinations = Combinations(of: .standard)
    let drawn = (1...200).compactMap { _ in
      try? combinations.composition(using: &generator)
    }
    return Catalogue.standard.recipes.map { $0.composition(.cosine(peak: 0.1, steps: 5)) } + drawn
  }()

  @Test(arguments: compositions.indices)
  func `every line of every part reads as it is`(_ index: Int) throws {
    var generator = SplitMix64(seed: UInt64(index))
    let lines = Self.compositions[index].lines
    for formula in lines.map(\.formula) {
      let read = try FormulaParser.parse("\(formula)", symbols: formula.symbols)
      var scope = FormulaScope(shapes: [[2, 3], [4]])
      for symbol in formula.symbols where scope.values[symbol] == nil {
        scope.values[symbol] = Quantity((0..<10).map { _ in Double(generator.nextUniform()) })
      }
      scope[.t] = Quantity(Double(1 + generator.next() % 9))
      // What meets matrices has no value among numbers of elements, printed or not.
      let one = try? formula.value(in: scope).numbers
      let other = try? read.value(in: scope).numbers
      try #require(one?.count == other?.count || other?.count == 1, "\(formula)")
      // A named number times 0 is kept, with all its elements, and prints as 0.
      for (index, a) in (one ?? []).enumerated() {
        let b = other.map { $0.count == 1 ? $0[0] : $0[index] } ?? .nan
        #expect(a == b || a.isNaN && b.isNaN || abs(a - b) <= 1e-9 * abs(a), "\(formula)")
      }
    }
  }
}
