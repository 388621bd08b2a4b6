import Optimization
import Testing

/// How formulas are set as mathematics.
@Suite struct MarkupTests {
  private static let x: Formula = "x"

  static let known: [(formula: Formula, latex: String)] = [
    (0.9 * x + (1 - 0.9) * .g, #"0.9 \, x + \left( 1 - 0.9 \right) \, g"#),
    (2 * 0.5 * x, #"2 \cdot 0.5 \, x"#), (x / (1 - 0.9 ** .t), #"\frac{x}{1 - {0.9}^{t}}"#),
    (x * (1 / √x), #"\frac{x}{\sqrt{x}}"#), ((x + 1) ** 2, #"{\left( x + 1 \right)}^{2}"#),
    (x - (x - 1), #"x - \left( x - 1 \right)"#), (-x, "- x"), (1e-8 * x, #"{10}^{- 8} \, x"#),
    (2.5e-8 + x, #"2.5 \cdot {10}^{- 8} + x"#), (1 / Formula(.infinity), #"\frac{1}{\infty}"#),
    ((.t .>= 3) * .η, #"\left[ t \ge 3 \right] \, \eta"#), (.abs(x), #"\left| x \right|"#),
    (.floor(x), #"\left\lfloor x \right\rfloor"#),
    (.parameterNorm(x), #"{\left\lVert x \right\rVert}_{\mathrm{parameter}}"#),
    (.min(1, x), #"\min \left( 1 , x \right)"#), (.mean(x), #"\mathrm{mean} \left( x \right)"#),
    (.table([5, 7], .t), #"\left[ t = 1 \right] \cdot 5 + \left[ t \ge 2 \right] \cdot 7"#),
    ("v̂", #"\hat{v}"#), ("θ₀", #"{\theta}_{0}"#), ("m1", "{m}_{1}"), ("v′", "{v}^{'}"),
    ((x + 1).named("c"), "x + 1"),
  ]

  @Test(arguments: known.indices)
  func `is LaTeX`(_ index: Int) {
    #expect(Self.known[index].formula.latex == Self.known[index].latex)
  }

  @Test func `is MathML`() {
    let condition: Formula = (.t .< 2) * Self.x
    #expect(
      condition.mathML == """
        <math><mrow><mrow><mo>[</mo><mrow><mi>t</mi><mo>&lt;</mo><mn>2</mn></mrow><mo>]</mo></mrow>\
        <mspace width="0.17em"/><mi>x</mi></mrow></math>
        """)
    let quotient: Formula = √("v̂" as Formula) / 2 ** .t
    #expect(
      quotient.mathML == """
        <math><mfrac><msqrt><mover accent="true"><mi>v</mi><mo>^</mo></mover></msqrt>\
        <msup><mn>2</mn><mi>t</mi></msup></mfrac></math>
        """)
  }

  @Test(arguments: PrintedFormulaTests.compositions.indices)
  func `elements of every rule are closed in the order in which they were opened`(_ index: Int) {
    let text = ExplanationFormat.mathML.text(of: PrintedFormulaTests.compositions[index].lines)
    var open: [Substring] = []
    for tag in text.matches(of: /<(\/?)([a-z]+)[^>]*?(\/?)>/) {
      if !tag.3.isEmpty { continue }
      if tag.1.isEmpty {
        open.append(tag.2)
      } else {
        #expect(open.popLast() == tag.2, "\(text)")
      }
    }
    #expect(open.isEmpty)
    let latex = ExplanationFormat.latex.text(of: PrintedFormulaTests.compositions[index].lines)
    #expect(latex.count { $0 == "{" } == latex.count { $0 == "}" })
  }
}
