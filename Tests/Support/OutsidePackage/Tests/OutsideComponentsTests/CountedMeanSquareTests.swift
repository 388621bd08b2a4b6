import Descent
import OptimizationTesting
import OutsideComponents
import Testing

@Suite struct CountedMeanSquareTests {
  @Test func `keeps the laws`() throws {
    try PreconditionerLaws().check(CountedMeanSquare.countedMeanSquare())
  }

  @Test func `steps as the paper writes it`() throws {
    try Drive.expect(
      Composition(
        moments: .gradient, preconditioner: .countedMeanSquare(epsilon: 1e-8), decay: .none,
        schedule: .constant(0.1))
    ) {
      var (s, n) = (0.0, 0.0)
      return { θ, g, t in
        s += g * g
        if g != 0 { n += 1 }
        return θ - 0.1 * g / (1e-8 + (s / max(n, 1)).squareRoot())
      }
    }
  }

  @Test func `explains itself`() throws {
    let optimizer = try Optimizer(
      moments: .gradient, preconditioner: .countedMeanSquare(), decay: .none,
      schedule: .constant(0.1))
    #expect(
      optimizer.explain() == """
        η ← 0.1
        d ← g
        s ← s + g^2
        n ← n + [g ≠ 0]
        d ← d / (√(s / max(n, 1)) + 1e-08)
        θ ← θ − η·d
        """)
  }

  @Test func `measures its mean for stable weight decay`() throws {
    let weight = Parameter("weight", [1, 1, 1])
    let group = ParameterGroup("all", [weight])
    var optimizer = try Optimizer(
      moments: .gradient, preconditioner: .countedMeanSquare(), decay: .stable(0.5),
      schedule: .constant(0.1))
    weight.setGradient([1, 0, 3])
    try optimizer.step([group])
    weight.setGradient([2, 0, 0])
    let report = try optimizer.step([group])
    // The means of the squares are (1 + 4) / 2, 0 and 9.
    let mean = (2.5 + 0 + 9) / 3
    let rate = try #require(report.decayRate)
    #expect(abs(rate * mean.squareRoot() / 0.05 - 1) < 1e-12)
  }
}
