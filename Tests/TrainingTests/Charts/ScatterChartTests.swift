import Testing
import Training

@Suite struct ScatterChartTests {
  private func chart(_ points: [(Double, Double)]) -> ScatterChart {
    ScatterChart(
      title: "t", subtitle: "s", horizontalLabel: "x",
      series: [
        .init(name: "first", points: [.init(x: 0, y: 0), .init(x: 4, y: 4)]),
        .init(name: "<second>", points: points.map { .init(x: $0, y: $1) }),
      ])
  }

  @Test func hardValues() {
    for points in [[], [(1, 1)], [(.nan, 1), (2, 2)], [(1e30, -1e30)]] { check(chart(points).svg) }
  }

  @Test func aPointLiesWhereItsNumbersAre() {
    let svg = chart([(2, 1), (.nan, 3)]).svg
    let places = svg.matches(of: /class="point series-([01])" cx="([^"]*)" cy="([^"]*)"/).map {
      "\($0.1): \($0.2) \($0.3)"
    }
    #expect(places == ["0: 52.0 288.0", "0: 478.0 56.0", "1: 265.0 230.0"])
    #expect(svg.contains("&lt;second&gt;"))
  }
}
