import Descent
import Testing

@Suite struct AggregatedMomentumTests {
  @Test(arguments: GradientSeries.ordinary + GradientSeries.extreme)
  func `is AggMo's equation 4`(_ series: GradientSeries) {
    let betas = [0, 0.9, 0.99]
    let oracle = eachElement(series) { gradients in
      var velocities = [0.0, 0, 0]
      return gradients.map { g in
        velocities = zip(betas, velocities).map { beta, v in beta * v - g }
        return -velocities.reduce(0, +) / 3
      }
    }
    expect(directions(of: AggregatedMomentum.aggregated(betas: betas), series), areNear: oracle)
  }

  @Test func `one buffer is heavy-ball momentum`() {
    #expect(
      directions(of: AggregatedMomentum.aggregated(betas: [0.9]), .smooth)
        == directions(of: HeavyBall.heavyBall(beta: 0.9), .smooth))
  }
}
