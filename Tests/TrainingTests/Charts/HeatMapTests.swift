import Testing
import Training

@Suite struct HeatMapTests {
  private func map(_ values: [[Double]]) -> HeatMap {
    HeatMap(
      title: "<Loss>", subtitle: "s", columns: ["a", "b"], rows: ["c", "d"], values: values)
  }

  @Test func hardValues() {
    for values in [[], [[1, 1], [1, 1]], [[.nan, 1], [2, .infinity]], [[.nan, .nan]]] {
      check(map(values).svg)
    }
  }

  @Test func theLowestIsFramedAndDarkest() throws {
    let svg = map([[3, 1], [2, .nan]]).svg
    let fields = svg.matches(of: /<rect class="([^"]*)" fill-opacity="([^"]*)"/).map {
      "\($0.1) \($0.2)"
    }
    #expect(fields == ["field 0.00", "field best 0.60", "field 0.30", "field 0.00"])
    #expect(svg.contains(">–</text>"))
  }

  /// Columns of 268 behind 64 for the names, rows of 34 below 78 for the heads; a field ends 1 inside.
  @Test func fieldsLieInRowsAndColumns() {
    let svg = map([[3, 1], [2, 1.5]]).svg
    let fields = svg.matches(of: /<rect[^>]* x="([^"]*)" y="([^"]*)" width="266.0" height="32.0"/)
    #expect(
      fields.map { "\($0.1) \($0.2)" } == ["65.0 79.0", "333.0 79.0", "65.0 113.0", "333.0 113.0"])
    let texts = svg.matches(of: /x="([^"]*)" y="([^"]*)">([^<]*)</).map {
      "\($0.1) \($0.2) \($0.3)"
    }
    for text in [
      "198.0 70.0 a", "466.0 70.0 b", "56.0 99.0 c", "56.0 133.0 d", "198.0 99.0 3.00",
      "466.0 133.0 1.50", "0.0 36.0 s",
    ] { #expect(texts.contains(text), "\(text) of \(texts)") }
    #expect(svg.contains("viewBox=\"0 0 600 150\""))
  }
}
