import Descent
import Testing

@Suite struct GradientTests {
  @Test(arguments: GradientSeries.ordinary + GradientSeries.extreme)
  func `is the gradient, bit for bit`(_ series: GradientSeries) {
    #expect(directions(of: Gradient(), series) == series.steps)
  }
}
