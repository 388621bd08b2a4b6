import Descent
import OptimizationTesting
import OutsideComponents
import Testing

@Suite struct ReflectedExponentialTests {
  @Test func `keeps the laws`() throws {
    try LearningRateScheduleLaws().check(
      ReflectedExponential.reflectedExponential(peak: 0.2, steps: 4))
  }

  @Test func `steps as the paper writes it`() throws {
    try Drive.expect(
      Composition(
        moments: .gradient, preconditioner: .identity, decay: .none,
        schedule: .reflectedExponential(peak: 0.2, steps: 4))
    ) {
      { θ, g, t in
        let z = Double(min(t - 1, 4)) / 4
        return θ - 0.2 * (1 - z) / (0.5 + 0.5 * (1 - z)) * g
      }
    }
  }

  @Test func `begins at its peak and stays at its end`() {
    let schedule: ReflectedExponential = .reflectedExponential(peak: 1, steps: 2)
    #expect((1...4).map(schedule.learningRate) == [1, 0.5 / 0.75, 0, 0])
    #expect(schedule.peakLearningRate == 1)
  }

  @Test func `is warmed up, and explains itself`() throws {
    let optimizer = try Optimizer(
      moments: .gradient, preconditioner: .identity, decay: .none,
      schedule: .reflectedExponential(peak: 0.2, steps: 4))
    #expect(
      optimizer.explain() == """
        η ← 0.2·(1 − min(t − 1, 4) / 4) / (1 − min(t − 1, 4) / 4 / 2)
        d ← g
        θ ← θ − η·d
        """)
    let warm = ReflectedExponential.reflectedExponential(peak: 1, steps: 10).warmedUp(for: 4)
    #expect((1...4).map(warm.learningRate) == [0.25, 0.5, 0.75, 1])
  }
}
