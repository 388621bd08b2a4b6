import Descent
import Testing

@Suite struct LateStartTests {
  @Test(arguments: GradientSeries.ordinary)
  func `does nothing first, and then what the average would from its own first step`(
    _ series: GradientSeries
  ) {
    let late = directions(of: ExponentialAverage.exponential(beta: 0.8).starting(at: 4), series)
    let rest = GradientSeries("the rest", steps: 9) { t, i in series.steps[t + 2][i] }
    #expect(late.prefix(3).allSatisfy { $0.allSatisfy { $0 == 0 } })
    #expect(Array(late.dropFirst(3)) == directions(of: .exponential(beta: 0.8), rest))
  }

  @Test func `has the gain of the average, once it has begun`() {
    let late = HeavyBall.heavyBall(beta: 0.5).starting(at: 3)
    #expect(late.gain?.value(at: [.t: 2]).isFinite == false)
    #expect(late.gain?.value(at: [.t: 3]) == 2)
  }
}
