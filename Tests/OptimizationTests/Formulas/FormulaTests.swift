import Optimization
import Testing

/// What a formula comes to, and what it prints.
@Suite struct FormulaTests {
  private static let x: Formula = "x"

  /// Formulas at x = 4, what they print, and their values.
  static let known: [(formula: Formula, text: String, value: Double)] = [
    (1 + 2 * x, "1 + 2·x", 9), (2 ** (3 ** (x / 2)), "2^(3^(x / 2))", 512),
    (8 / x / 2, "8 / x / 2", 1), (8 / (x / 2), "8 / (x / 2)", 4), (5 - (x - 1), "5 − (x − 1)", 2),
    (-(x ** 2), "−x^2", -16), ((-x) ** 2, "(−x)^2", 16), (x * -3, "x·(−3)", -12),
    (√x + 1, "√x + 1", 3), (√(x + 5), "√(x + 5)", 3), (√(√Formula(16)), "√(√16)", 2),
    (x * (1 / (x + 1)), "x / (x + 1)", 0.8), (0.5 * (x / 2), "0.5·x / 2", 1),
    ((1 / x) * (x + 1), "(x + 1) / x", 1.25),
    (x .== 4, "[x = 4]", 1), ((x .!= 4) * 7, "[x ≠ 4]·7", 0), (x .<= 4, "[x ≤ 4]", 1),
    ((x .< 4) * (1 / (x - 4)), "[x < 4] / (x − 4)", 0), (x .>= 5, "[x ≥ 5]", 0),
    (.min(3, x) + .max(3, x), "min(3, x) + max(3, x)", 7), (.clip(9, -1, 2), "clip(9, −1, 2)", 2),
    (.cos(.π), "cos(π)", -1), (.floor(x / 8 - 1), "floor(x / 8 − 1)", -1),
    (.sign(-x), "sign(−x)", -1),
    (.abs(-x), "abs(−x)", 4), (.exp(x - 4), "exp(x − 4)", 1), (.log(x - 3), "log(x − 3)", 0),
    (.arctangent(0, x), "atan2(0, x)", 0), (1e-8 * x, "1e-08·x", 4e-8),
    (1 - 0.9, "1 − 0.9", 1 - 0.9),
    (.table([5, 6, 7], x - 2), "[x − 2 = 1]·5 + [x − 2 = 2]·6 + [x − 2 ≥ 3]·7", 6),
    (.table([5, 6, 7], x), "[x = 1]·5 + [x = 2]·6 + [x ≥ 3]·7", 7),
    (2 * (x + 1).named("c"), "2·(x + 1)", 10), (.min(x, .init(.nan)), "min(x, nan)", .nan),
  ]

  @Test(arguments: known.indices)
  func `prints and has a value`(_ index: Int) {
    let (formula, text, value) = Self.known[index]
    #expect(formula.description == text)
    let found = formula.value(at: ["x": 4])
    #expect(found == value || found.isNaN && value.isNaN)
  }

  @Test func `whole numbers and what changes nothing are carried out at once`() {
    let x = Self.x
    let same: [Formula] = [x * 1, 1 * x, x + 0, 0 + x, x - 0, x / 1, x ** 1]
    for formula in same { #expect(formula == x) }
    let zero: Formula = x * 0
    let one: Formula = x ** 0
    #expect(zero == 0 && one == 1)
    let printed: [(Formula, String)] = [
      (.t - (500 - 1), "t − 499"), (1 - 0.9, "1 − 0.9"), ((1 - 0) * .g, "g"),
    ]
    for (formula, text) in printed { #expect(formula.description == text) }
  }

  @Test func `a name outlives the 0 that it is multiplied by, and isn't printed`() {
    let named: Formula = (1 - 0.5 ** .t).named("c")
    let line: Formula = 0 * named + Self.x * named ** 0
    for formula in [line, line.inside("base"), line.replacing([Self.x: "y"])] {
      #expect(formula.symbols.contains { $0.name == "t" })
    }
    #expect(line.description == "x" && line.latex == "x")
    #expect(line.value(at: ["x": 4, .t: 2]) == 4)
    #expect(Decaying(rate: 0).context[Decaying.weight] == 0.75)
  }

  @Test func `a context for a test has rate and scale 1 and no decay, where nothing else is said`()
  {
    var kept: [Double] = []
    for context in [
      StepContext(for: Telling(), at: 3), StepContext(for: Telling(), at: 3, keeping: &kept),
    ] {
      #expect(context["told"] == 113)
    }
  }

  @Test func `a symbol is replaced where it is meant`() {
    let shared = .t + Self.x
    #expect(shared.replacing(.t, by: .max(1, .t - 1)).description == "max(1, t − 1) + x")
    #expect(
      shared.inside("base").symbols.map(\.path).sorted { $0.count < $1.count } == [[], ["base"]])
    #expect((Self.x ← Self.x + .g).inside("base").symbol?.path == ["base"])
    #expect((Self.x ← Self.x + .g).replacing(["x": "y"]).description == "y ← y + g")
  }

  @Test func `says what it needs`() {
    let gain = 1 / √Formula.mean("v" / (1 - 0.9 ** .t))
    #expect(gain.measurements == [.mean("v" / (1 - 0.9 ** .t))])
    #expect((gain * gain).measurements == gain.measurements)
    #expect(gain.contains(.t) && !gain.contains(.η))
    #expect(gain.symbols == (.t + "v" as Formula).symbols)
  }
}

/// A preconditioner with a number of all that a step is.
private struct Telling: Preconditioner {
  static let name = "telling"
  static let source = "none"

  var lines: [Assignment] {
    [.d ← .d * (.t + 10 * .η + 100 * .s + 1_000 * .λ).named("told")]
  }

  var gain: Formula? { nil }

  func pass(at step: StepContext) -> any PreconditionerPass { fatalError("never asked") }
}

/// A preconditioner whose number is multiplied by a hyper-parameter.
private struct Decaying: Preconditioner {
  static let name = "decaying"
  static let source = "none"
  static let weight: Formula = "w"

  let rate: Double

  var lines: [Assignment] {
    [.d ← .d + Formula(rate) * (1 - 0.5 ** .t).named(Self.weight) * .d]
  }

  var gain: Formula? { nil }

  var context: StepContext {
    var kept: [Double] = []
    return StepContext(for: self, at: 2, keeping: &kept)
  }

  func pass(at step: StepContext) -> any PreconditionerPass { fatalError("never asked") }
}
