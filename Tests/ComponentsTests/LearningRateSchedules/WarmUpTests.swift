import Descent
import Testing

@Suite struct WarmUpTests {
  @Test(arguments: [1, 2, 5])
  func `rises to the base's first rate, and goes on with its second`(_ steps: Int) {
    let base: LinearDecay = .linear(from: 0.8, to: 0.2, steps: 7)
    let schedule = base.warmedUp(for: steps)
    for step in 1..<(steps + 8) {
      let expected =
        step < steps
        ? 0.8 * Double(step) / Double(steps) : base.learningRate(at: step - steps + 1)
      #expect(abs(schedule.learningRate(at: step) - expected) < 1e-15, "step \(step)")
    }
  }
}
