import Descent
import Testing

@Suite struct DecayBeforeScalingTests {
  @Test func `is Adam with the penalty in neither moment, but scaled`() throws {
    let adam = AdamWithDecay(ways: [])
    try ElementOracle(steps: 10).expect(
      adam.composition(adam.moments, adam.preconditioner.scalingDecay()), scales: [1],
      adam.makeOracle)
  }
}
