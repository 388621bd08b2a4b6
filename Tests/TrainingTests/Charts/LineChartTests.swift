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
    ([5, 5], false, ["5", "6"]), ([0.25, 0.25], false, ["0.2", "0.4"]),
    // Three tenths are more than 0.3 in a computer.
    ([0.3, 90], true, ["0.3", "1", "3", "10", "30", "100"]),
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

  /// What a style is drawn as: the path, or where a text stands.
  private func drawn(_ style: String, in svg: String) -> [String] {
    svg.split(separator: "<").filter { $0.contains("class=\"\(style)") }.map { element in
      func part(_ name: String) -> Substring? {
        let pieces = element.components(separatedBy: " \(name)=\"")
        return pieces.count > 1 ? pieces[1].prefix { $0 != "\"" } : nil
      }
      if let path = part("d") { return String(path) }
      let text = element.split(separator: ">", maxSplits: 1).last?.prefix { $0 != "\n" } ?? ""
      return "\(part("x") ?? "") \(part("y") ?? "") \(text)"
    }
  }

  /// From 0 at 52 to 2 at 478, and up from 0 at 288 to 4 at 56.
  @Test func everythingLiesWhereItsNumbersAre() {
    let points = [LineChart.Point(x: 0, y: 1, deviation: 1), .init(x: 2, y: 3, deviation: 1)]
    let svg = LineChart(
      title: "t", subtitle: "s", horizontalLabel: "epoch",
      curves: [.init(name: "a", points: points)]
    ).svg
    #expect(drawn("line series-0", in: svg) == ["M52.0,230.0L478.0,114.0"])
    #expect(
      drawn("band series-0", in: svg) == ["M52.0,172.0L478.0,56.0L478.0,172.0L52.0,288.0Z"])
    #expect(drawn("leader", in: svg) == ["M481.0,114.0L481.0,114.0L491.0,114.0"])
    #expect(drawn("name", in: svg) == ["495.0 118.0 a"])
    #expect(
      drawn("tick end", in: svg)
        == ["44.0 292.0 0", "44.0 234.0 1", "44.0 176.0 2", "44.0 118.0 3", "44.0 60.0 4"])
    #expect(
      drawn("tick middle", in: svg) == [
        "52.0 306.0 0", "158.5 306.0 0.5", "265.0 306.0 1.0", "371.5 306.0 1.5",
        "478.0 306.0 2.0", "265.0 324.0 epoch",
      ])
    #expect(
      drawn("grid", in: svg)
        == [288, 230, 172, 114, 56].map { "M52.0,\($0).0L478.0,\($0).0" })
    #expect(
      drawn("axis", in: svg)
        == ["52.0", "158.5", "265.0", "371.5", "478.0"].map { "M\($0),288.0L\($0),292.0" }
        + ["M52.0,288.0L478.0,288.0"])
    #expect(svg.contains("viewBox=\"0 0 600 330\""))
  }

  /// 1 to 100 are two decades; a band that reaches below 0 ends at the bottom.
  @Test func powersOfTenAreEquallyFarApart() {
    let points = [
      LineChart.Point(x: 0, y: 1), .init(x: 1, y: 10, deviation: 20), .init(x: 2, y: 100),
    ]
    let svg = LineChart(
      title: "t", subtitle: "s", horizontalLabel: "x", isLogarithmic: true,
      curves: [.init(name: "a", points: points)]
    ).svg
    #expect(drawn("line", in: svg) == ["M52.0,288.0L265.0,172.0L478.0,56.0"])
    #expect(drawn("band", in: svg).first?.hasSuffix("L478.0,56.0L265.0,288.0L52.0,288.0Z") == true)
  }

  /// Names of curves that end at the bottom stand 15 above one another, the lowest at the bottom.
  @Test func namesGoUpFromTheBottom() {
    let curves = ["a", "b", "c"].map { name in
      LineChart.Curve(name: name, points: [.init(x: 0, y: 1), .init(x: 1, y: name == "c" ? 1 : 0)])
    }
    let svg = LineChart(title: "t", subtitle: "s", horizontalLabel: "x", curves: curves).svg
    #expect(drawn("name", in: svg) == ["495.0 60.0 c", "495.0 277.0 a", "495.0 292.0 b"])
    #expect(
      drawn("leader", in: svg) == [
        "M481.0,56.0L481.0,56.0L491.0,56.0", "M481.0,288.0L481.0,288.0L491.0,273.0",
        "M481.0,288.0L481.0,288.0L491.0,288.0",
      ])
  }
}
