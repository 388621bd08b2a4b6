import Descent
import Testing

@Suite struct DecayInAverageTests {
  @Test func `is Adam with the penalty in its first moment`() throws {
    let adam = AdamWithDecay(ways: .firstMoment)
    try ElementOracle(steps: 10).expect(
      adam.composition(adam.moments.withDecay(), adam.preconditioner), scales: [1], adam.makeOracle)
  }
}
