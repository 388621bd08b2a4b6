import Descent
import Testing

@Suite struct SeparateDecayTests {
  @Test func `is Adam with the penalty in moments of its own`() throws {
    let adam = AdamWithDecay(ways: .own)
    try ElementOracle(steps: 10).expect(
      adam.composition(
        adam.moments, adam.preconditioner.separatingDecay(beta1: 0.9, beta2: 0.99, epsilon: 0.01)),
      scales: [1], adam.makeOracle)
  }
}
