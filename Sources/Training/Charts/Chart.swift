/// A drawing for a page; its colours come from the page's style sheet.
public protocol Chart: Sendable {
  /// The drawing, as an `svg` element.
  var svg: String { get }
}

extension Chart {
  /// The drawing as a file of its own, with the colours of a page.
  public var file: String {
    let lines = svg.split(separator: "\n", maxSplits: 1)
    let head = lines[0].replacing("<svg ", with: "<svg xmlns=\"http://www.w3.org/2000/svg\" ")
    return "\(head)\n<style>\n\(StyleSheet.text)\n</style>\n\(lines.dropFirst().joined())\n"
  }
}

extension LineChart: Chart {}

/// The parts of an SVG drawing; distances are in units of the drawing.
enum Drawing {
  /// A line through some points.
  static func path(_ points: [(Double, Double)]) -> String {
    points.enumerated().map { index, point in
      "\(index == 0 ? "M" : "L")\(printed(point.0)),\(printed(point.1))"
    }.joined()
  }

  /// A straight line.
  static func segment(
    _ from: (Double, Double), _ to: (Double, Double), style: String
  ) -> String {
    "<path class=\"\(style)\" d=\"\(path([from, to]))\"/>"
  }

  /// A text that begins at a place, or where its style says so ends or is centred there.
  static func text(_ content: String, x: Double, y: Double, style: String) -> String {
    let content = HTMLPage.typeset(content)
    return "<text class=\"\(style)\" x=\"\(printed(x))\" y=\"\(printed(y))\">\(content)</text>"
  }

  /// The lines of a text, each of as many letters as asked where words are no longer.
  static func lines(of text: String, letters: Int) -> [String] {
    text.split(separator: " ").reduce(into: [String]()) { lines, word in
      if let last = lines.last, last.count + 1 + word.count <= letters {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
  }

  /// A number of a drawing.
  static func printed(_ value: Double) -> String { value.text(decimals: 1) }

  /// A whole drawing.
  ///
  /// - Parameters:
  ///   - width: in units of the drawing.
  ///   - height: in units of the drawing.
  ///   - title: what a screen reader says.
  ///   - parts: the elements; empty ones are left out.
  /// - Returns: an `svg` element.
  static func svg(width: Double, height: Double, title: String, _ parts: [String]) -> String {
    let head =
      "<svg viewBox=\"0 0 \(Int(width)) \(Int(height))\" role=\"img\" "
      + "aria-label=\"\(HTMLPage.escaped(title))\">"
    return ([head] + parts.filter { !$0.isEmpty } + ["</svg>"]).joined(separator: "\n")
  }
}
