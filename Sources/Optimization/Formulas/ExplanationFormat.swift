/// How an update rule is written.
public enum ExplanationFormat: String, Sendable, Hashable, Codable, CaseIterable {
  /// Plain text, a line for each assignment.
  case text

  /// LaTeX: an `aligned` environment, for mathematics mode.
  case latex

  /// MathML: a `math` element, which browsers show.
  case mathML = "mathml"

  /// The lines of a rule.
  ///
  /// ```swift
  /// let lines: [Assignment] = ["m" ← 0.5 * "m" + .g, .d ← "m"]
  /// #expect(ExplanationFormat.latex.text(of: lines) == """
  ///   \\begin{aligned}
  ///   m &\\leftarrow 0.5 \\, m + g \\\\
  ///   d &\\leftarrow m
  ///   \\end{aligned}
  ///   """)
  /// ```
  public func text(of lines: [Assignment]) -> String {
    switch self {
    case .text: return lines.map(\.description).joined(separator: "\n")
    case .latex:
      let rows = lines.map { line in
        let (target, rest) = line.notations
        return "\(target.latex) &\(rest.latex)"
      }
      return "\\begin{aligned}\n\(rows.joined(separator: " \\\\\n"))\n\\end{aligned}"
    case .mathML:
      let rows = lines.map { line in
        let (target, rest) = line.notations
        return """
          <mtr><mtd style="text-align: right">\(target.mathML)</mtd>\
          <mtd style="text-align: left">\(rest.mathML)</mtd></mtr>

          """
      }
      return "<math display=\"block\"><mtable>\n\(rows.joined())</mtable></math>"
    }
  }

  /// A line of words before a rule.
  func title(_ words: String) -> String {
    switch self {
    case .text: "\n\(words)\n"
    case .latex: "\n% \(words)\n"
    case .mathML: "<p>\(Notation.escaped(words))</p>\n"
    }
  }
}
