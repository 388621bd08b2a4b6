import Descent
import Testing

@Suite struct DecayInScaleTests {
  @Test func `is Adam with the penalty in its second moment`() throws {
    let adam = AdamWithDecay(ways: .secondMoment)
    try ElementOracle(steps: 10).expect(
      adam.composition(adam.moments, adam.preconditioner.measuringDecay()), scales: [1],
      adam.makeOracle)
  }
}
