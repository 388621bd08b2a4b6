import Foundation
import Training
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The drawing parses as XML, and no coordinate is missing or infinite.
func check(_ svg: String) {
  let parser = XMLParser(data: Data(svg.utf8))
  #expect(parser.parse(), "\(svg)")
  #expect(!svg.contains("nan") && !svg.contains("inf"))
}

@Suite struct LineChartTests {
  func chart(_ values: [Double], isLogarithmic: Bool = false, name: String = "a") -> LineChart {
    let points = values.enumerated().map { LineChart.Point(x: Double($0), y: $1, deviation: 0.1) }
    return LineChart(
      title: "<Loss> & \"more\"", subtitle: "s", horizontalLabel: "epoch",
      isLogarithmic: isLogarithmic, curves: [LineChart.Curve(name: name, points: points)])
  }

  @Test(arguments: [false, true])
  func hardValues(isLogarithmic: Bool) {
    let cases: [[Double]] = [
      [], [1], [0, 0, 0], [-1, 0, 1], [1e-30, 1e30], [.nan, 1, .infinity, 2], [.nan], [5, 5],
      [1e-9, 2e-9], [123_456, 123_457], [0.999, 1.001],
    ]
    for values in cases { check(chart(values, isLogarithmic: isLogarithmic).svg) }
  }

  @Test func aBandIsDrawnWhereThereIsASpread() {
    #expect(chart([1, 2]).svg.contains("class=\"band "))
    let points = [LineChart.Point(x: 0, y: 1), LineChart.Point(x: 1, y: 2)]
    let svg = LineChart(
      title: "t", subtitle: "s", horizontalLabel: "x",
      curves: [LineChart.Curve(name: "a", points: points)]
    ).svg
    #expect(!svg.contains("class=\"band "))
  }

  @Test func aGapInterruptsTheCurve() throws {
    let svg = chart([1, 2, .nan, 3, 4]).svg
    let line = try #require(svg.split(separator: "\n").first { $0.contains("class=\"line ") })
    #expect(line.count { $0 == "M" } == 2)
  }

  @Test func textIsEscaped() {
    #expect(chart([1], name: "<b>").svg.contains("&lt;b&gt;"))
    #expect(chart([1]).svg.contains("&lt;Loss&gt; &amp; &quot;more&quot;"))
  }

  @Test func theNameOfTheAxisStandsBelowItsNumbers() throws {
    let heights = chart([1, 2]).svg.matches(of: /<text[^>]* y="([^"]*)"[^>]*>([^<]*)</)
    let name = try #require(heights.first { $0.output.2 == "epoch" })
    let height = try #require(Double(name.output.1))
    for text in heights where text.output.2 != "epoch" {
      #expect(try height > #require(Double(text.output.1)) + 12, "\(text.output.2)")
    }
  }

  /// About 7 units a letter, within a drawing of 600.
  @Test func longNamesHaveRoom() throws {
    for name in ["a", "a name of some length", String(repeating: "n", count: 36)] {
      let place = try #require(
        chart([1, 2], name: name).svg.firstMatch(of: /class="name [^"]*" x="([^"]*)"/))
      let start = try #require(Double(place.1))
      #expect(start + 7 * Double(name.count) <= 600, "\(name)")
      #expect(start <= 495)
    }
  }

  @Test func namesDoNotOverlap() {
    let curves = (0..<5).map { index in
      LineChart.Curve(
        name: "curve \(index)", points: [.init(x: 0, y: 0), .init(x: 1, y: Double(index) * 0.001)])
    }
    let svg = LineChart(title: "t", subtitle: "s", horizontalLabel: "x", curves: curves).svg
    let heights = svg.matches(of: /class="name [^"]*" x="[^"]*" y="([^"]*)"/)
      .compactMap { Double($0.output.1) }.sorted()
    #expect(heights.count == 5)
    for (lower, upper) in zip(heights, heights.dropFirst()) { #expect(upper - lower >= 14.9) }
  }

  @Test(arguments: [
    ([0.13, 0.87], false, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    ([14, 25.5], false, ["12.5", "15.0", "17.5", "20.0", "22.5", "25.0", "27.5"]),
    (
      [14e-6, 25.5e-6], false,
      ["1.25e-5", "1.5e-5", "1.75e-5", "2e-5", "2.25e-5", "2.5e-5", "2.75e-5"]
    ),
    ([900, 3900], false, ["0", "1000", "2000", "3000", "4000"]),
    ([0.3, 0.9], true, ["0.2", "0.5", "1"]),
    ([2, 900], true, ["1", "3", "10", "30", "100", "300", "1000"]),
    ([1e-6, 1e-2], true, ["1e-6", "1e-5", "1e-4", "1e-3", "1e-2"]),
  ])
  func ticksAreRound(values: [Double], isLogarithmic: Bool, labels: [String]) {
    let points = values.map { LineChart.Point(x: 0, y: $0) }
    let svg = LineChart(
      title: "t", subtitle: "s", horizontalLabel: "x", isLogarithmic: isLogarithmic,
      curves: [LineChart.Curve(name: "a", points: points)]
    ).svg
    let ticks = svg.matches(of: /class="tick end"[^>]*>([^<]*)</).map { String($0.output.1) }
    #expect(ticks == labels)
  }
}
