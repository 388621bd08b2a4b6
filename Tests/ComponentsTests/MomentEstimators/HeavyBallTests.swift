import Descent
import Testing

@Suite struct HeavyBallTests {
  @Test(arguments: GradientSeries.ordinary + GradientSeries.extreme, [0, 0.25])
  func `is Polyak's momentum`(_ series: GradientSeries, dampening: Double) {
    let oracle = eachElement(series) { gradients in
      var buffer: Double?
      return gradients.map { g in
        let next = buffer.map { 0.9 * $0 + (1 - dampening) * g } ?? g
        buffer = next
        return next
      }
    }
    expect(
      directions(of: HeavyBall.heavyBall(beta: 0.9, dampening: dampening), series), areNear: oracle)
  }

  /// Sutskever et al.'s own variables: the velocity v, at whose end the gradient was measured.
  @Test(arguments: GradientSeries.ordinary)
  func `is Sutskever's form of Nesterov's momentum`(_ series: GradientSeries) {
    let rate = 0.1
    let oracle = eachElement(series) { gradients in
      var velocity = 0.0
      return gradients.map { g in
        // The shifted point θ + μv moves by μ v′ + (v′ − μ v) = μ v′ − η g.
        velocity = 0.9 * velocity - rate * g
        return (0.9 * velocity - rate * g) / -rate
      }
    }
    expect(directions(of: HeavyBall.nesterov(beta: 0.9), series), areNear: oracle)
  }

  @Test(arguments: GradientSeries.ordinary, [false, true])
  func `holds learning rates inside where asked to`(_ series: GradientSeries, nesterov: Bool) {
    func rate(_ step: Int) -> Double { 0.5 / Double(step) }
    let oracle = eachElement(series) { gradients in
      var velocity = 0.0
      return gradients.enumerated().map { index, g in
        let step = rate(index + 1) * g
        velocity = 0.9 * velocity + step
        return (nesterov ? step + 0.9 * velocity : velocity) / rate(index + 1)
      }
    }
    let moments: HeavyBall = .heavyBall(beta: 0.9, nesterov: nesterov, rateInside: true)
    expect(directions(of: moments, series, learningRate: rate), areNear: oracle)
  }

  /// The smallest normal `Float` is a rate; what is below is none.
  @Test func `a rate inside may be the smallest normal one`() {
    let ones = GradientSeries("ones", steps: 1) { _, _ in 1 }
    let moments: HeavyBall = .heavyBall(beta: 0.9, rateInside: true)
    let least = Double(Float.leastNormalMagnitude)
    #expect(directions(of: moments, ones, learningRate: { _ in least })[0][0] == 1)
    #expect(directions(of: moments, ones, learningRate: { _ in least.nextDown })[0][0] == 0)
  }

  @Test func `is the gradient without momentum`() {
    #expect(directions(of: HeavyBall.heavyBall(beta: 0), .smooth) == GradientSeries.smooth.steps)
  }

  @Test func `gathers what its gain says`() {
    let ones = GradientSeries("ones", steps: 200) { _, _ in 1 }
    let moments: HeavyBall = .heavyBall(beta: 0.9, dampening: 0.5)
    let last = directions(of: moments, ones).last?.first ?? 0
    #expect(abs(Double(last) / (moments.gain?.value() ?? 0) - 1) < 1e-5)
  }

  /// A direction that is too large for a `Float` is the largest; a buffer that is infinite stays so.
  @Test func `with the rate inside, what is infinite stays infinite`() {
    let moments: HeavyBall = .heavyBall(beta: 0.9, rateInside: true)
    let infinite = GradientSeries("infinite", steps: 1) { _, i in i == 0 ? .infinity : -.infinity }
    #expect(
      directions(of: moments, infinite, learningRate: { _ in 0.5 })[0].prefix(2)
        == [.infinity, -.infinity])
    let large = GradientSeries("large", steps: 2) { t, _ in t == 1 ? 1e30 : 0 }
    let rows = directions(of: moments, large, learningRate: { $0 == 1 ? 1 : 1e-30 })
    #expect(rows[1][0] == .greatestFiniteMagnitude)
  }
}
