import TestSupport
import Testing
import Training

/// Whole drawings, against what they were when somebody looked at them.
@Suite struct KeptChartsTests {
  private static let curves = [
    LineChart.Curve(
      name: "falling", points: (0...6).map { .init(x: Double($0), y: 8 / Double($0 + 1)) }),
    LineChart.Curve(
      name: "with a gap & a band",
      points: [0.5, 1.25, .nan, 3, 2.5, 40].enumerated().map {
        .init(x: 1.5 * Double($0), y: $1, deviation: 0.25 * Double($0))
      }),
    LineChart.Curve(name: "a point", points: [.init(x: 3, y: 1e-3)]),
    LineChart.Curve(name: "nothing", points: []),
    LineChart.Curve(name: "below 0", points: [.init(x: 2, y: -0.5), .init(x: 4, y: 0)]),
  ]

  private static let charts: [any Chart] =
    [false, true].flatMap { isLogarithmic in
      [5, 2, 1].map { count in
        LineChart(
          title: "\(count) curves", subtitle: "s", horizontalLabel: "x",
          isLogarithmic: isLogarithmic, curves: Array(curves.prefix(count)))
      }
    } + [
      ScatterChart(
        title: "Points", subtitle: "s", horizontalLabel: "x", series: Array(curves.prefix(3))),
      HeatMap(
        title: "Fields", subtitle: "s", columns: ["a", "b", "a longer name"],
        rows: ["c", "a name that is long"], values: [[3, 0.5, .nan], [12.5, 0.75, .infinity]]),
      IntervalChart(
        title: "Intervals", subtitle: "s",
        rows: [
          .init(name: "inside", low: -0.5, center: 0.25, high: 0.75),
          .init(name: "beyond", low: -9, center: 2, high: 7),
          .init(name: "no end", low: 1.25, center: 3, high: .infinity),
          .init(name: "nothing", low: .nan, center: .nan, high: .nan),
        ]),
      IntervalChart(
        title: "No zone", subtitle: "s", rows: [.init(name: "a", low: 1, center: 20, high: 31)],
        smallest: nil, widest: 50),
    ]

  @Test func `charts are drawn as they were`() throws {
    let lines = Self.charts.flatMap { chart in
      chart.svg.split(separator: "\n").map(String.init)
    }
    let difference = try KeptText("charts.txt", beside: #filePath).difference(from: lines)
    #expect(difference == nil)
  }
}
