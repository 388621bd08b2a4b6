/// Intervals below each other on a common axis, with or without a zone around 0 that is too small to matter.
///
/// ```swift
/// var page = HTMLPage(title: "Verdicts")
/// page.charts([
///   IntervalChart(
///     title: "Differences", subtitle: "in units of the smallest that matters",
///     rows: [.init(name: "error", low: 0.5, center: 1.5, high: 2.5)])
/// ])
/// #expect(page.text.contains("error"))
/// ```
public struct IntervalChart: Chart, Hashable {
  /// What the chart shows.
  public let title: String

  /// One sentence below the title: the unit.
  public let subtitle: String

  /// The intervals, from the top.
  public let rows: [Row]

  /// Up to which size a number is too small to matter, in the unit of the rows, above 0; nil where each
  /// matters.
  public let smallest: Double?

  /// Where the axis ends at the latest, above 2.
  public let widest: Double

  /// An interval; ends that are infinite reach beyond the chart.
  public struct Row: Sendable, Hashable {
    /// What it is of.
    public let name: String
    /// Its lower end.
    public let low: Double
    /// The value inside.
    public let center: Double
    /// Its upper end.
    public let high: Double

    /// Creates an interval.
    public init(name: String, low: Double, center: Double, high: Double) {
      self.name = name
      self.low = low
      self.center = center
      self.high = high
    }
  }

  /// Creates a chart.
  ///
  /// - Parameters:
  ///   - title: what the chart shows.
  ///   - subtitle: one sentence below the title: the unit.
  ///   - rows: the intervals, from the top.
  ///   - smallest: up to which size a number is too small to matter; nil where each matters.
  ///   - widest: where the axis ends at the latest; an arrow says that an interval goes on.
  public init(
    title: String, subtitle: String, rows: [Row], smallest: Double? = 1, widest: Double = 5
  ) {
    self.title = title
    self.subtitle = subtitle
    self.rows = rows
    self.smallest = smallest
    self.widest = widest
  }

  /// The chart as an `svg` element: what is too small is shaded, ends beyond the axis are arrows.
  public func svg(width: Double) -> String {
    IntervalDrawing(chart: self, width: width).svg
  }
}

/// Where everything of a chart lies; distances are in units of the drawing.
private struct IntervalDrawing {
  let chart: IntervalChart
  let width: Double

  var svg: String {
    let (head, top) = Drawing.head(chart.title, chart.subtitle, width: width)
    let names = chart.rows.map { Drawing.lines(of: $0.name, letters: Int(0.13 * width)) }
    // Where each row begins, and where the last ends.
    let places = names.reduce(into: [top]) { places, lines in
      places.append((places.last ?? top) + 22 + 16 * Double(Swift.max(lines.count, 1)))
    }
    let bottom = places.last ?? top
    let zone = chart.smallest.map {
      [(x(-$0), top), (x($0), top), (x($0), bottom), (x(-$0), bottom)]
    }
    let step = limit > 20 ? 10 : limit > 10 ? 5 : limit > 2 ? 1 : 0.5
    let last = (limit / step).rounded(.down) * step
    let ticks = stride(from: -last, through: last, by: step).map { tick in
      Drawing.segment((x(tick), bottom), (x(tick), bottom + 4), style: "axis")
        + Drawing.text(
          tick == 0 ? "0" : tick.text(decimals: limit > 2 ? 0 : 1), x: x(tick), y: bottom + 18,
          style: "tick middle")
    }
    let marks = chart.rows.enumerated().map { index, row in
      text(of: names[index], y: places[index] + 15) + mark(row, y: places[index + 1] - 11)
    }
    return Drawing.svg(
      width: width, height: bottom + 30, title: chart.title,
      [
        head,
        zone.map { "<path class=\"zone\" d=\"\(Drawing.path($0))Z\"/>" } ?? "",
        Drawing.segment((x(0), top), (x(0), bottom), style: "axis"),
        Drawing.segment((x(-limit), bottom), (x(limit), bottom), style: "axis"),
      ] + ticks + marks)
  }

  /// The end of the axis.
  private var limit: Double {
    let ends = chart.rows.flatMap { [$0.low, $0.center, $0.high] }.filter(\.isFinite)
    let least = chart.smallest == nil ? 1.0 : 2
    let farthest = ends.map(\.magnitude).max() ?? 0
    return Swift.min(chart.widest, Swift.max(least, farthest.rounded(.up)))
  }

  private func x(_ value: Double) -> Double {
    let inside = Swift.min(Swift.max(value, -limit), limit)
    return width / 2 + inside / limit * (width / 2 - 20)
  }

  private func text(of lines: [String], y: Double) -> String {
    lines.enumerated().map { index, line in
      Drawing.text(line, x: 0, y: y + 16 * Double(index), style: "label")
    }
    .joined()
  }

  private func mark(_ row: IntervalChart.Row, y line: Double) -> String {
    let dot =
      row.center.magnitude <= limit
      ? "<circle class=\"dot\" cx=\"\(Drawing.printed(x(row.center)))\" "
        + "cy=\"\(Drawing.printed(line))\" r=\"4.5\"/>" : ""
    return Drawing.segment((x(row.low), line), (x(row.high), line), style: "mark")
      + (row.low < -limit ? arrow(x(-limit), line, -1) : "")
      + (row.high > limit ? arrow(x(limit), line, 1) : "") + dot
  }

  private func arrow(_ x: Double, _ y: Double, _ side: Double) -> String {
    let tip = [(x, y - 5), (x + side * 8, y), (x, y + 5)]
    return "<path class=\"mark\" d=\"\(Drawing.path(tip))\"/>"
  }
}
