import Descent
import Testing

@Suite struct SignTests {
  @Test(arguments: GradientSeries.squarable)
  func `keeps the sign`(_ series: GradientSeries) {
    let rows = rescaled(by: Sign(), series)
    expect(
      rows,
      areNear: eachElement(series) { gradients in
        gradients.map { $0 > 0 ? 1 : ($0 < 0 ? -1 : 0) }
      })
  }

  @Test func `leaves what is not a number as it is`() {
    let series = GradientSeries("not a number", steps: 1, elements: 1) { _, _ in .nan }
    #expect(rescaled(by: .sign, series)[0][0].isNaN)
  }
}
