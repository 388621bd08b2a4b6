/// Pairs of numbers as points between two axes, a colour for each series.
///
/// ```swift
/// var page = HTMLPage(title: "Runs")
/// page.charts([
///   ScatterChart(
///     title: "Test error", subtitle: "a point for each run", horizontalLabel: "training loss",
///     series: [.init(name: "stable", points: [.init(x: 0.3, y: 0.14), .init(x: 0.2, y: 0.15)])])
/// ])
/// #expect(page.text.contains("<circle"))
/// ```
public struct ScatterChart: Chart, Hashable {
  /// What the vertical axis shows.
  public let title: String

  /// One sentence below the title: the unit, what a point is.
  public let subtitle: String

  /// What the horizontal axis shows.
  public let horizontalLabel: String

  /// The series, in the order of their colours.
  ///
  /// A point that is not finite is left out; bands are not drawn.
  public let series: [LineChart.Curve]

  /// Creates a chart.
  ///
  /// - Parameters:
  ///   - title: what the vertical axis shows.
  ///   - subtitle: one sentence below the title.
  ///   - horizontalLabel: what the horizontal axis shows.
  ///   - series: the series, in the order of their colours.
  public init(
    title: String, subtitle: String, horizontalLabel: String, series: [LineChart.Curve]
  ) {
    self.title = title
    self.subtitle = subtitle
    self.horizontalLabel = horizontalLabel
    self.series = series
  }

  /// The chart as an `svg` element; where it is narrow, the names of the series stand below it.
  public func svg(width: Double) -> String {
    let points = series.flatMap(\.points)
    let frame = PlotFrame(
      title, subtitle,
      horizontal: Axis(showing: points.map(\.x), scale: .linear, tickCount: 5),
      vertical: Axis(showing: points.map(\.y), scale: .linear, tickCount: 5),
      names: series.map(\.name), width: width)
    let dots = series.enumerated().flatMap { index, series in
      series.points.compactMap { frame.place($0.x, $0.y) }.map { x, y in
        "<circle class=\"point series-\(index)\" cx=\"\(Drawing.printed(x))\" "
          + "cy=\"\(Drawing.printed(y))\" r=\"3.5\"/>"
      }
    }
    return frame.svg(horizontalLabel: horizontalLabel, dots + [frame.legend])
  }
}
