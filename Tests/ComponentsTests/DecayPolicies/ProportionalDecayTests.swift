import Descent
import Testing

/// The decays in proportion to the parameter: how much is decayed, from the papers.
@Suite struct ProportionalDecayTests {
  /// What a step takes away, by its number, its learning rate and the schedule's largest.
  typealias Share = @Sendable (_ step: Int, _ rate: Double, _ peak: Double) -> Double

  static let shares: [(decay: any DecayPolicy, share: Share)] = [
    (.decoupled(0.5), { _, rate, _ in rate * 0.5 }),
    (.vanilla(0.05), { _, _, _ in 0.05 }),
    // Descent without momentum and preconditioner makes 1 of a unit gradient.
    (.stable(0.5), { _, rate, _ in rate * 0.5 }),
    (.independent(0.05), { _, rate, peak in 0.05 * rate / peak }),
    (.corrected(0.5), { _, rate, peak in 0.5 * rate * rate / peak }),
    (.vanilla(0.05).between(2..<4), { step, _, _ in step == 2 || step == 3 ? 0.05 : 0 }),
    (.vanilla(0.05).until(step: 3), { step, _, _ in step < 3 ? 0.05 : 0 }),
    (.decoupled(0.5).from(step: 3), { step, rate, _ in step >= 3 ? rate * 0.5 : 0 }),
    (
      .decoupled(0.5).scheduled(by: .linear(from: 1, steps: 4)),
      { step, rate, _ in rate * 0.5 * max(0, 1 - Double(step - 1) / 4) }
    ),
    (
      .decoupled(0.5).plus(.vanilla(0.05).from(step: 3)),
      { step, rate, _ in rate * 0.5 + (step >= 3 ? 0.05 : 0) }
    ),
  ]

  @Test(arguments: shares.indices)
  func `takes the share away`(_ index: Int) throws {
    let (decay, share) = Self.shares[index]
    try ElementOracle().expect(.descent(decay)) {
      { element in
        let kept = 1 - share(element.step, element.learningRate, 0.2)
        return kept * element.value - element.learningRate * element.gradient
      }
    }
  }

  @Test func `a penalty is a part of the gradient`() throws {
    try ElementOracle().expect(.descent(.l2(0.5))) {
      { element in
        element.value - element.learningRate * (element.gradient + 0.5 * element.value)
      }
    }
  }

  @Test func `a group's multipliers reach the peak, too`() throws {
    let parameter = Parameter("p", [1])
    let group = ParameterGroup(
      "all", [parameter], learningRateMultiplier: 0.5, decayMultiplier: 0.25)
    var optimizer = try Optimizer(.descent(.corrected(0.5), schedule: .list([0.1, 0.2])))
    parameter.setGradient([0])
    try optimizer.step([group])
    // λ · ¼, at ηₜ = 0.05 and a peak of 0.1.
    #expect(Tolerance().holds(Array(parameter.value), [1 - 0.125 * 0.05 * 0.5], steps: 1))
  }

  /// A peak of 0 divides nothing.
  @Test(arguments: [
    IndependentDecay.independent(0.5) as any DecayPolicy, CorrectedDecay.corrected(0.5),
    DecoupledDecay.decoupled(0.5),
  ])
  func `a rate that is always 0 takes nothing away`(_ decay: any DecayPolicy) throws {
    let parameter = Parameter("p", [1, -2])
    var optimizer = try Optimizer(.descent(decay, schedule: .constant(0)))
    parameter.setGradient([3, 4])
    let report = try optimizer.step([ParameterGroup("all", [parameter])])
    #expect(Array(parameter.value) == [1, -2] && report.decayRate == 0)
  }
}
