/// A number for each pair of two settings, as a table of fields: the lower, the stronger its colour.
///
/// ```swift
/// var page = HTMLPage(title: "Grid")
/// page.charts([
///   HeatMap(
///     title: "Test loss", subtitle: "η down, λ across", columns: ["0.01", "0.1"], rows: ["1e-3"],
///     values: [[0.52, 0.48]])
/// ])
/// #expect(page.text.contains("0.48"))
/// ```
public struct HeatMap: Chart, Hashable {
  /// What the numbers are.
  public let title: String

  /// One sentence below the title: which setting goes down, and which across.
  public let subtitle: String

  /// The settings across.
  public let columns: [String]

  /// The settings down.
  public let rows: [String]

  /// A row of numbers for each setting down; what is not finite is an empty field.
  public let values: [[Double]]

  /// Creates a chart.
  ///
  /// - Parameters:
  ///   - title: what the numbers are.
  ///   - subtitle: one sentence below the title.
  ///   - columns: the settings across.
  ///   - rows: the settings down.
  ///   - values: a row of numbers for each setting down, one for each setting across.
  public init(
    title: String, subtitle: String, columns: [String], rows: [String], values: [[Double]]
  ) {
    self.title = title
    self.subtitle = subtitle
    self.columns = columns
    self.rows = rows
    self.values = values
  }

  /// The chart as an `svg` element; the lowest number is framed.
  public func svg(width: Double) -> String {
    let (head, bottom) = Drawing.head(title, subtitle, width: width)
    let (left, height) = (64.0, 34.0)
    let cell = (width - left) / Double(Swift.max(1, columns.count))
    // Where fields are small, every other head is raised, and numbers have a digit less.
    let isTight = cell < 40
    let top = bottom + (isTight ? 36 : 22)
    let heads = columns.enumerated().map { index, name in
      let y = top - (isTight && !index.isMultiple(of: 2) ? 22 : 8)
      return Drawing.text(name, x: left + cell * (Double(index) + 0.5), y: y, style: "tick middle")
    }
    let finite = values.joined().filter(\.isFinite)
    let (low, high) = (finite.min() ?? 0, finite.max() ?? 0)
    let fields = zip(rows, values).enumerated().map { index, row in
      let y = top + height * Double(index)
      let name = Drawing.text(row.0, x: left - 8, y: y + 21, style: "tick end")
      return name
        + row.1.enumerated().map { column, value in
          let darkness = value.isFinite ? high > low ? (high - value) / (high - low) : 1 : 0
          let x = left + cell * Double(column)
          return "<rect class=\"field\(value == low ? " best" : "")\" "
            + "fill-opacity=\"\((0.6 * darkness).text(decimals: 2))\" "
            + "x=\"\(Drawing.printed(x + 1))\" y=\"\(Drawing.printed(y + 1))\" "
            + "width=\"\(Drawing.printed(cell - 2))\" height=\"\(Drawing.printed(height - 2))\"/>"
            + Drawing.text(
              value.isFinite ? value.text(digits: isTight ? 2 : 3) : "–", x: x + cell / 2,
              y: y + 21,
              style: "label middle")
        }.joined()
    }
    return Drawing.svg(
      width: width, height: top + height * Double(rows.count) + 4, title: title,
      [head] + heads + fields)
  }
}
