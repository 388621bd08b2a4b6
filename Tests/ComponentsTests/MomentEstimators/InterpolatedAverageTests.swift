import Descent
import Testing

@Suite struct InterpolatedAverageTests {
  @Test(arguments: GradientSeries.ordinary + GradientSeries.extreme)
  func `is Lion's update before the sign`(_ series: GradientSeries) {
    let oracle = eachElement(series) { gradients in
      var m = 0.0
      return gradients.map { g in
        let update = 0.9 * m + (1 - 0.9) * g
        m = 0.99 * m + (1 - 0.99) * g
        return update
      }
    }
    expect(
      directions(of: InterpolatedAverage.interpolated(beta1: 0.9, beta2: 0.99), series),
      areNear: oracle)
  }

  @Test func `is the uncorrected average where the betas are equal`() {
    let rows = directions(of: InterpolatedAverage.interpolated(beta1: 0.9, beta2: 0.9), .smooth)
    let average = directions(
      of: ExponentialAverage.exponential(beta: 0.9, correctsBias: false), .smooth)
    #expect(rows == average)
  }
}
