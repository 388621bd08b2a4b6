import Descent
import OptimizationTesting
import OutsideComponents
import Testing

@Suite struct HuberDecayTests {
  @Test func `keeps the laws`() throws {
    try DecayPolicyLaws().check(HuberDecay.huber(0.5, limit: 1))
  }

  @Test func `steps as its source writes it`() throws {
    try Drive.expect(
      Composition(
        moments: .gradient, preconditioner: .identity, decay: .huber(0.5, limit: 1),
        schedule: .constant(0.1))
    ) {
      { θ, g, t in
        let slope = abs(θ) <= 1 ? θ : (θ > 0 ? 1 : -1)
        return θ - 0.1 * 0.5 * slope - 0.1 * g
      }
    }
  }

  @Test func `goes into a window, and explains itself`() throws {
    let optimizer = try Optimizer(
      moments: .gradient, preconditioner: .identity,
      decay: .huber(0.5, limit: 1).until(step: 100), schedule: .constant(0.1))
    #expect(
      optimizer.explain() == """
        η ← 0.1
        d ← g
        R ← min(1, [t < 100]·η·0.5)
        θ ← θ − (η·d + R·clip(θ, −1, 1))
        """)
  }
}
