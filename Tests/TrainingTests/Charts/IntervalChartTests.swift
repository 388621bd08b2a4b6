import Foundation
import Testing
import Training

@Suite struct IntervalChartTests {
  private func chart(_ rows: [IntervalChart.Row]) -> IntervalChart {
    IntervalChart(title: "<t>", subtitle: "s", rows: rows)
  }

  /// What each kind of mark is drawn as, in the order of the drawing.
  private func marks(_ style: String, in svg: String) -> [String] {
    svg.split(separator: "<").filter { $0.contains("class=\"\(style)\"") }.map { element in
      func number(_ name: String) -> Substring {
        element.components(separatedBy: " \(name)=\"").last?.prefix { $0 != "\"" } ?? ""
      }
      return style == "dot" ? "\(number("cx")) \(number("cy"))" : String(number("d"))
    }
  }

  /// The axis reaches from −3 at 20 to 3 at 580, and a row is 38 high.
  @Test func `an interval lies where its numbers are`() {
    let svg = chart([
      .init(name: "a", low: 1, center: 2, high: 3),
      .init(name: "<b>", low: -1.5, center: 0, high: 0.75),
    ]).svg
    #expect(marks("mark", in: svg) == ["M393.3,83.0L580.0,83.0", "M160.0,121.0L370.0,121.0"])
    #expect(marks("dot", in: svg) == ["486.7 83.0", "300.0 121.0"])
    #expect(marks("zone", in: svg) == ["M206.7,56.0L393.3,56.0L393.3,132.0L206.7,132.0Z"])
    #expect(svg.contains("<text class=\"label\" x=\"0.0\" y=\"71.0\">a</text>"))
    #expect(svg.contains("<text class=\"label\" x=\"0.0\" y=\"109.0\">&lt;b&gt;</text>"))
    let ticks = svg.matches(of: /class="tick middle" x="([^"]*)" y="150.0">([^<]*)</)
    #expect(ticks.map { String($0.2) } == ["−3", "−2", "−1", "0", "1", "2", "3"])
    #expect(ticks.map { String($0.1) }.last == "580.0")
    #expect(svg.contains("viewBox=\"0 0 600 162\""))
  }

  @Test func `small numbers have a fine axis`() {
    let svg = chart([.init(name: "a", low: -0.1, center: 0, high: 0.1)]).svg
    let ticks = svg.matches(of: /class="tick middle"[^>]*>([^<]*)</).map { String($0.1) }
    #expect(ticks == ["−2.0", "−1.5", "−1.0", "−0.5", "0", "0.5", "1.0", "1.5", "2.0"])
    #expect(marks("dot", in: svg).count == 1 && marks("mark", in: svg).count == 1)
  }

  /// At five sizes the axis ends; an arrow says that a line goes on.
  @Test func `what is beyond the axis has an arrow, and no dot`() {
    let left = chart([.init(name: "a", low: -9, center: 7, high: 2)]).svg
    #expect(
      marks("mark", in: left) == ["M20.0,83.0L412.0,83.0", "M20.0,78.0L12.0,83.0L20.0,88.0"])
    #expect(marks("dot", in: left).isEmpty)
    let right = chart([.init(name: "a", low: 1, center: 2, high: .infinity)]).svg
    #expect(
      marks("mark", in: right)
        == ["M440.0,83.0L580.0,83.0", "M580.0,78.0L588.0,83.0L580.0,88.0"])
    check(right)
  }

  /// The axis reaches from −23 at 20 to 23 at 580, with a number at every ten.
  @Test func `a wide axis has few numbers, and the zone is as wide as is said`() {
    let rows = [IntervalChart.Row(name: "a", low: -22.5, center: 0, high: 11.5)]
    let svg = IntervalChart(title: "t", subtitle: "s", rows: rows, smallest: 11.5, widest: 100).svg
    let ticks = svg.matches(of: /class="tick middle"[^>]*>([^<]*)</).map { String($0.1) }
    #expect(ticks == ["−20", "−10", "0", "10", "20"])
    #expect(marks("zone", in: svg) == ["M160.0,56.0L440.0,56.0L440.0,94.0L160.0,94.0Z"])
    #expect(marks("mark", in: svg) == ["M26.1,83.0L440.0,83.0"])
  }

  @Test func `a long name takes two lines, and the rows below it move down`() {
    let name = String(repeating: "word ", count: 20)
    let svg = chart([
      .init(name: name, low: 1, center: 2, high: 3), .init(name: "b", low: 1, center: 2, high: 3),
    ]).svg
    let lines = svg.matches(of: /class="label" x="0.0" y="([^"]*)">([^<]*)</)
    #expect(lines.map { String($0.1) } == ["71.0", "87.0", "125.0"])
    #expect(lines.map { $0.2.split(separator: " ").count } == [15, 5, 1])
    #expect(marks("dot", in: svg) == ["486.7 99.0", "486.7 137.0"])
  }

  @Test func `without rows there is an axis`() { check(chart([]).svg) }
}
