/// A formula as mathematics is set: fractions, roots and raised exponents in place of signs.
///
/// Formulas become notations, and notations LaTeX or MathML.
indirect enum Notation {
  /// A number in decimals.
  case number(String)

  /// A symbol of one letter, which is set slanted, or a word, which is set upright.
  case word(String)

  /// A sign, with the space around it that it has in mathematics.
  case sign(String)

  /// What stands side by side.
  case row([Notation])

  case fraction(Notation, Notation)
  case power(Notation, Notation)
  case index(Notation, Notation)
  case hat(Notation)
  case root(Notation)

  /// What stands between two signs that grow with it.
  case enclosed(String, Notation, String)

  /// A text between formulas.
  case text(String)
}

extension Notation {
  /// The notation as LaTeX.
  var latex: String {
    switch self {
    case .number(let number): number
    case .word(let word):
      Self.latexWords[word] ?? (word.count == 1 ? word : "\\mathrm{\(word)}")
    case .sign(let sign): Self.latexSigns[sign] ?? sign
    case .row(let parts): parts.map(\.latex).joined(separator: " ")
    case .fraction(let top, let bottom): "\\frac{\(top.latex)}{\(bottom.latex)}"
    case .power(let base, let exponent): "{\(base.latex)}^{\(exponent.latex)}"
    case .index(let base, let index): "{\(base.latex)}_{\(index.latex)}"
    case .hat(let base): "\\hat{\(base.latex)}"
    case .root(let inner): "\\sqrt{\(inner.latex)}"
    case .enclosed(let left, let inner, let right):
      "\\left\(Self.latexSigns[left] ?? left) \(inner.latex) \\right"
        + (right == "‖" ? "\\rVert" : Self.latexSigns[right] ?? right)
    case .text(let text): "\\text{\(text)}"
    }
  }

  /// Letters and names that LaTeX has a command for.
  private static let latexWords: [String: String] = {
    let greek = [
      "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "η": "eta",
      "θ": "theta", "λ": "lambda", "μ": "mu", "ν": "nu", "π": "pi", "ρ": "rho", "σ": "sigma",
      "τ": "tau", "φ": "phi", "ω": "omega", "∞": "infty",
    ]
    let names = ["cos", "exp", "log", "min", "max"]
    return greek.mapValues { "\\\($0)" }
      .merging(names.map { ($0, "\\\($0)") }) { first, _ in first }
  }()

  private static let latexSigns = [
    "·": "\\cdot", "−": "-", "←": "\\leftarrow", "≤": "\\le", "≥": "\\ge", "≠": "\\ne",
    "⌊": "\\lfloor", "⌋": "\\rfloor", "‖": "\\lVert", " ": "\\,", "′": "'",
  ]
}

extension Notation {
  /// The notation as presentation MathML, without the `math` element around it.
  var mathML: String {
    switch self {
    case .number(let number): "<mn>\(number)</mn>"
    case .word(let word): "<mi>\(word)</mi>"
    case .sign(" "): "<mspace width=\"0.17em\"/>"
    case .sign(let sign): "<mo>\(Self.escaped(sign))</mo>"
    case .row(let parts): "<mrow>\(parts.map(\.mathML).joined())</mrow>"
    case .fraction(let top, let bottom): "<mfrac>\(top.mathML)\(bottom.mathML)</mfrac>"
    case .power(let base, let exponent): "<msup>\(base.mathML)\(exponent.mathML)</msup>"
    case .index(let base, let index): "<msub>\(base.mathML)\(index.mathML)</msub>"
    case .hat(let base): "<mover accent=\"true\">\(base.mathML)<mo>^</mo></mover>"
    case .root(let inner): "<msqrt>\(inner.mathML)</msqrt>"
    case .enclosed(let left, let inner, let right):
      "<mrow><mo>\(left)</mo>\(inner.mathML)<mo>\(right)</mo></mrow>"
    case .text(let text): "<mtext>\(Self.escaped(text))</mtext>"
    }
  }

  /// A text of which nothing is markup.
  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
