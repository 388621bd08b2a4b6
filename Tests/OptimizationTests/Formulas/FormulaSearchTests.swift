import Testing

@testable import Optimization

/// What is found in formulas, and what is left of them where a part is taken out.
@Suite struct FormulaSearchTests {
  private static let (a, b, v, w): (Formula, Formula, Formula, Formula) = ("a", "b", "v", .g ** 2)
  private static let numbers: [Formula: Double] = [a: 0.25, b: 8, v: 3, .g: 5]

  /// Formulas and what v and g² are multiplied by in them, where a is ¼ and b is 8.
  static let sums: [(formula: Formula, coefficients: [Double]?)] = [
    (v, [1, 0]), (w, [0, 1]), (a * v, [0.25, 0]), (v * a, [0.25, 0]), (v / b, [0.125, 0]),
    (w / b, [0, 0.125]), (v + w, [1, 1]), (v - w, [1, -1]), (w - v / b, [-0.125, 1]),
    (a * v + (1 - a) * w, [0.25, 0.75]), (a * (v + w) / b, [0.03125, 0.03125]),
    ((a * v).named("c") + w, [0.25, 1]), (v * (a / b), [0.03125, 0]),
    (v * v, nil), (v * w, nil), (b / v, nil), (v / w, nil), (v ** 2, nil), (v ** a, nil),
    (√v, nil), (.g, nil), (a, nil), (a * b, nil), (v + a, nil), (a + v, nil), (v - 1, nil),
    (.g * v, nil), (v * .g, nil), (v / .g, nil),
  ]

  @Test(arguments: sums.indices)
  func `a sum of multiples has their factors`(_ index: Int) {
    let (formula, expected) = Self.sums[index]
    let found = formula.coefficients(in: [Self.v, Self.w])?.map { $0.value(at: Self.numbers) }
    #expect(found == expected, "\(formula)")
  }

  /// Formulas that a is a factor of, and whether it is found to be one.
  static let products: [(formula: Formula, isFound: Bool)] = [
    (a, true), (a * b, true), (b * a, true), (a / b, true), (v * (b * a), true),
    ((v * a) * b, true), (a * v + b * a, true), ((a * v).named("c"), true), (v, false),
    (a ** 2, false), (b / a, false), (b + v, false), (a * v - a * b, false),
  ]

  @Test(arguments: products.indices)
  func `a quotient times the factor is the formula`(_ index: Int) {
    let (formula, isFound) = Self.products[index]
    let quotient = formula.divided(by: Self.a)
    let product = quotient.value(at: Self.numbers) * 0.25
    #expect(product == formula.value(at: Self.numbers), "\(formula)")
    #expect(quotient.contains(Self.a) != isFound, "\(quotient)")
  }

  @Test func `what has become a number is carried out, and nothing else`() {
    let (a, b, v) = (Self.a, Self.b, Self.v)
    #expect((a * v + b).replacing([a: 0]) == b)
    #expect((v / a - b).replacing([a: 1, b: 0]) == v)
    #expect((v ** a).replacing(a, by: 0) == 1)
    let kept = (0 * v.named("c")).replacing(v.named("c"), by: b)
    #expect(kept.symbols.map(\.name) == ["b"])
  }
}
