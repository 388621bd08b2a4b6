import Descent
import Testing

@Suite struct CenteredDecayTests {
  @Test(arguments: [DecayEntry.gradient, .parameters])
  func `pulls toward the start`(_ entry: DecayEntry) throws {
    let decay: any DecayPolicy =
      entry == .gradient
      ? L2Decay.coupled(0.5).toward(.start) : DecoupledDecay.decoupled(0.5).toward(.start)
    // For plain descent the two are one rule.
    try ElementOracle().expect(.descent(decay)) {
      { element in
        let start = Double(ElementOracle.starts[element.index]) * element.scale
        let pull = 0.5 * (element.value - start)
        return element.value - element.learningRate * (element.gradient + pull)
      }
    }
  }

  @Test func `pulls toward the average`() throws {
    try ElementOracle().expect(.descent(VanillaDecay.vanilla(0.1).toward(.average(beta: 0.75)))) {
      var averages: [Int: Double] = [:]
      return { element in
        let old = averages[element.index] ?? element.value
        let average = 0.75 * old + 0.25 * element.value
        averages[element.index] = average
        return element.value - 0.1 * (element.value - average)
          - element.learningRate * element.gradient
      }
    }
  }
}
