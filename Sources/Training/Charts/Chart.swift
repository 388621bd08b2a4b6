/// A drawing for a page; its colours come from the page's style sheet.
public protocol Chart: Sendable {
  /// The drawing, as an `svg` element.
  ///
  /// - Parameter width: in units of the drawing, which are pixels where it isn't scaled, in `320...`.
  /// - Returns: the element.
  func svg(width: Double) -> String
}

extension Chart {
  /// The drawing of a wide page, as an `svg` element.
  public var svg: String { svg(width: 600) }

  /// The drawing of a telephone, as an `svg` element.
  var narrow: String { svg(width: 360) }

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

  /// Title and subtitle in as many lines as they take, and where what comes below them begins.
  static func head(
    _ title: String, _ subtitle: String, width: Double
  ) -> (text: String, bottom: Double) {
    let titles = lines(of: title, letters: Int(width / 8))
    let subtitles = lines(of: subtitle, letters: Int(width / 6))
    let texts =
      titles.enumerated().map { text($1, x: 0, y: 18 * Double($0 + 1), style: "chart-title") }
      + subtitles.enumerated().map {
        text($1, x: 0, y: 18 * Double(titles.count + $0 + 1), style: "chart-subtitle")
      }
    return (texts.joined(separator: "\n"), 20 + 18 * Double(texts.count))
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
