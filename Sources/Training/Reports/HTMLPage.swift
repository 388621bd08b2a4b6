import Foundation
import Kernels
public import Optimization

/// A page that stands on its own: no network, no script, legible in light and dark and on paper.
public struct HTMLPage: Sendable {
  /// The title of the window and of the page.
  public let title: String

  /// What stands between the title and the end, as HTML.
  public private(set) var body = ""

  /// Creates a page without content.
  ///
  /// - Parameter title: the title of the window and of the page.
  public init(title: String) {
    self.title = title
  }

  /// Text with the characters that HTML gives a meaning to replaced.
  ///
  /// - Parameter text: any text.
  /// - Returns: text that stands for itself in an element or an attribute.
  public static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }

  /// Text to be read: numbers have a minus, and stay on the line of what they belong to.
  ///
  /// - Parameter text: any text but what is copied: a command, a link.
  /// - Returns: text that stands for itself in an element.
  static func typeset(_ text: String) -> String {
    escaped(text).replacing(/(^|[\s(±])-(?=\d|inf)/) { "\($0.1)−" }
      .replacing("n = ", with: "n\u{A0}=\u{A0}").replacing("≥ ", with: "≥\u{A0}")
      .replacing(" %", with: "\u{A0}%").replacing(" ± ", with: "\u{A0}±\u{A0}")
  }

  /// The same for a browser, which would else end a line behind a hyphen of 1e-3 or of a flag.
  private static func html(_ text: String) -> String {
    typeset(text).replacing(/\de-\d|--[a-z]+/) { "<span class=\"unbroken\">\($0.0)</span>" }
  }

  /// Adds a heading.
  public mutating func heading(_ text: String) {
    body += "<h2>\(Self.html(text))</h2>\n"
  }

  /// Adds a paragraph.
  ///
  /// - Parameters:
  ///   - text: what it says.
  ///   - style: a class of the style sheet.
  public mutating func paragraph(_ text: String, style: String = "") {
    body += "<p class=\"\(style)\">\(Self.html(text))</p>\n"
  }

  /// Adds sentences, a point each.
  public mutating func list(_ sentences: [String]) {
    let points = sentences.map { "<li>\(Self.html($0))</li>\n" }
    body += "<ul>\n\(points.joined())</ul>\n"
  }

  /// Adds charts, side by side where there is room; on a telephone each is drawn for its width.
  public mutating func charts(_ charts: [any Chart]) {
    let figures = charts.map { "<figure>\n\($0.svg)\n\($0.narrow)\n</figure>\n" }
    body += "<div class=\"charts\">\n\(figures.joined())</div>\n"
  }

  /// Adds a table; the name of each row has the colour of the curve at the same place.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - isKeyed: whether rows have the colours of curves.
  ///   - style: classes of the style sheet; `words` is for cells that are no numbers, `wrapped` for
  ///     cells of whole sentences, `stacked` for rows whose cells stand below each other on a telephone.
  ///   - links: where the first cell of each row leads to; left out, nowhere.
  public mutating func table(
    _ table: Table, isKeyed: Bool = false, style: String = "", links: [String] = []
  ) {
    let header = table.header.map { "<th>\(Self.html($0))</th>" }.joined()
    let rows = table.rows.enumerated().map { index, cells in
      let key = isKeyed ? "<span class=\"key series-\(index)\"></span>" : ""
      let rest = cells.dropFirst().map { "<td>\(Self.html($0))</td>" }.joined()
      let text = Self.html(cells.first ?? "")
      let link = links.indices.contains(index) ? Self.escaped(links[index]) : ""
      let name = link.isEmpty ? text : "<a href=\"\(link)\">\(text)</a>"
      return "<tr><th>\(key)\(name)</th>\(rest)</tr>\n"
    }
    body += """
      <div class="scroll"><table class="\(style)">
      <thead><tr>\(header)</tr></thead>
      <tbody>
      \(rows.joined())</tbody>
      </table></div>

      """
  }

  /// Adds update rules, set as mathematics; each name has the colour of the curve at the same place.
  ///
  /// - Parameter rules: the name of each rule and its lines; a rule without lines is a dash.
  public mutating func rules(_ rules: [(name: String, lines: [Assignment])]) {
    let rows = rules.enumerated().map { index, rule in
      let key = "<span class=\"key series-\(index)\"></span>"
      let lines = rule.lines.isEmpty ? "–" : ExplanationFormat.mathML.text(of: rule.lines)
      return "<tr><th>\(key)\(Self.html(rule.name))</th><td>\(lines)</td></tr>\n"
    }
    body += """
      <div class="scroll"><table class="words">
      <tbody>
      \(rows.joined())</tbody>
      </table></div>

      """
  }

  /// Adds everything that an optimizer does in a step, set as mathematics.
  public mutating func updateRule(of optimizer: Optimizer) {
    body += "<div class=\"scroll\">\(optimizer.explain(as: .mathML))</div>\n"
  }

  /// Adds text that keeps its line breaks.
  public mutating func preformatted(_ text: String) {
    body += "<pre>\(Self.escaped(text))</pre>\n"
  }

  /// Whether a file is a page of this package; one that can't be read is none.
  package static func isOurs(at path: String) -> Bool {
    let text = try? String(contentsOfFile: resolvedPath(path), encoding: .utf8)
    return text?.contains("\(signature)descent ") ?? false
  }

  /// What stands before the name of the program in the last line of each page, of any version.
  private static let signature = "<p class=\"note\">Made by "

  /// The whole page.
  public var text: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(Self.escaped(title))</title>
    <style>
    \(StyleSheet.text)
    </style>
    </head>
    <body>
    <main>
    <h1>\(Self.escaped(title))</h1>
    \(body)\(Self.signature)\(Self.escaped(programDescription)).</p>
    </main>
    </body>
    </html>

    """
  }
}
