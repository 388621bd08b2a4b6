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
}
