import Testing
import Training

@Suite struct ChartTests {
  private static let title = "A title that is longer than a telephone is wide"
  private static let subtitle = "said once more at such a length that no telephone has it in a line"
  private static let name = "the first of two series"

  private static let curves = [name, "b"].map { name in
    LineChart.Curve(name: name, points: [.init(x: 0, y: 1), .init(x: 12_000, y: 2)])
  }

  private static let charts: [any Chart] = [
    LineChart(title: title, subtitle: subtitle, horizontalLabel: "step", curves: curves),
    ScatterChart(title: title, subtitle: subtitle, horizontalLabel: "loss", series: curves),
    HeatMap(
      title: title, subtitle: subtitle, columns: (1...9).map { "0.00\($0)" }, rows: ["1e-3"],
      values: [(1...9).map { 0.123 * Double($0) }]),
    IntervalChart(
      title: title, subtitle: subtitle,
      rows: [.init(name: title + ", " + subtitle, low: 0.5, center: 1, high: 1.5)]),
  ]

  /// About 6 units a letter, 8 in a title.
  @Test(arguments: [360.0, 600])
  func `no text leaves the drawing or lies on its neighbour`(width: Double) throws {
    for chart in Self.charts {
      let svg = chart.svg(width: width)
      check(svg)
      let size = try #require(svg.firstMatch(of: /viewBox="0 0 ([0-9]+) ([0-9]+)"/))
      #expect(Double(size.1) == width)
      let height = try #require(Double(size.2))
      var ends: [Double: Double] = [:]
      for text in svg.matches(of: /<text class="([^"]*)" x="([^"]*)" y="([^"]*)">([^<]*)</) {
        let (x, y) = (try #require(Double(text.2)), try #require(Double(text.3)))
        let length = Double(text.4.count) * (text.1 == "chart-title" ? 8 : 6)
        let start =
          text.1.hasSuffix("end") ? x - length : text.1.hasSuffix("middle") ? x - length / 2 : x
        #expect(start >= 0 && start + length <= width && y <= height, "\(text.4)")
        #expect(start >= ends[y] ?? 0, "\(text.4)")
        ends[y] = start + length
      }
    }
  }

  @Test func `where it is narrow the names of series stand below the axis`() throws {
    for (chart, label) in zip(Self.charts, ["step", "loss"]) {
      for (width, isBelow) in [(360.0, true), (600, false)] {
        let texts = chart.svg(width: width).matches(of: /<text [^>]* y="([^"]*)">([^<]*)</)
        func height(_ text: String) throws -> Double {
          try #require(texts.first { $0.2 == text }.flatMap { Double($0.1) })
        }
        let axis = try height(label)
        #expect(try (height(Self.name) > axis) == isBelow && (height("b") > axis) == isBelow)
      }
    }
  }

  /// Each drawing once, and one of the two is shown.
  @Test func `a page has a drawing for telephones, too`() {
    var page = HTMLPage(title: "t")
    page.charts(Self.charts)
    for chart in Self.charts {
      for width in [360.0, 600] { #expect(page.body.contains(chart.svg(width: width))) }
    }
  }
}
