import Descent
import OptimizationTesting
import OutsideComponents
import Testing

@Suite struct DecayingMomentumTests {
  @Test func `keeps the laws`() throws {
    try MomentEstimatorLaws().check(DecayingMomentum.decayingMomentum(steps: 5))
  }

  @Test func `steps as the paper writes it`() throws {
    try Drive.expect(
      Composition(
        moments: .decayingMomentum(beta: 0.9, steps: 5), preconditioner: .identity, decay: .none,
        schedule: .constant(0.1))
    ) {
      var v = 0.0
      return { θ, g, t in
        let β = t < 5 ? 0.9 * (1 - Double(t) / 5) / (0.1 + 0.9 * (1 - Double(t) / 5)) : 0
        v = β * v + g
        return θ - 0.1 * v
      }
    }
  }

  @Test func `explains itself, and states its gain`() throws {
    let optimizer = try Optimizer(
      moments: .decayingMomentum(steps: 5), preconditioner: .identity, decay: .stable(0.01),
      schedule: .constant(0.1))
    #expect(
      optimizer.explain() == """
        η ← 0.1
        b ← 0.9·max(0, 1 − t / 5) / (1 − 0.9 + 0.9·max(0, 1 − t / 5))
        m ← b·m + g
        d ← m
        R ← min(1, η·0.01·(1 + 0.9 / (1 − 0.9)·max(0, 1 − t / 5)))
        θ ← θ − (η·d + R·θ)
        """)
    let moments: DecayingMomentum = .decayingMomentum(beta: 0.5, steps: 4)
    #expect([1, 2, 3, 4, 5].map { moments.gain?.value(at: [.t: $0]) } == [1.75, 1.5, 1.25, 1, 1])
  }
}
