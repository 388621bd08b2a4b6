import Descent
import Testing

@testable import OptimizationTesting

/// What laws set in parts that they know nothing of.
@Suite struct ComponentFieldsTests {
  /// A decay whose number is called as that of schedules is.
  private struct PeakedDecay: DecayPolicy {
    static let name = "peaked"
    var peak = 0.5
    var share: Formula { .η * Formula(peak) }
  }

  @Test func `a name that a schedule has, too, is set outside of it alone`() {
    let schedule: CosineDecay = .cosine(peak: 0.25, steps: 9)
    #expect(
      PeakedDecay().scheduled(by: schedule).setting("peak", to: 0)
        == PeakedDecay(peak: 0).scheduled(by: schedule))
  }

  @Test func `a number is set wherever its name stands, except in schedules`() {
    #expect(DecoupledDecay.decoupled(0.5).setting("rate", to: 0.25) == .decoupled(0.25))
    #expect(
      DecoupledDecay.decoupled(0.5).until(step: 9).setting("rate", to: 0)
        == DecoupledDecay.decoupled(0).until(step: 9))
    let heavyBall: HeavyBall = .heavyBall(beta: 0.9)
    #expect(heavyBall.setting("beta", to: 0.5) == .heavyBall(beta: 0.5))
    #expect(heavyBall.setting("rate", to: 0) == nil && heavyBall.setting("beta", to: 1) == nil)
    let scheduled = DecoupledDecay.decoupled(0.5).scheduled(by: .constant(0.25))
    #expect(scheduled.setting("learningRate", to: 0) == nil)
    #expect(
      scheduled.setting("rate", to: 0) == DecoupledDecay.decoupled(0).scheduled(by: .constant(0.25))
    )
  }
}
