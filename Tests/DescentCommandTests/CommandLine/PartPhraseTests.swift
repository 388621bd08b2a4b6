import Descent
import Testing

@testable import DescentCommand

@Suite struct PartPhraseTests {
  private func part(_ text: String, _ role: Role) throws -> AnyHashable {
    AnyHashable(try PartPhrase(text).part(role))
  }

  @Test func `parts as they are written`() throws {
    #expect(try part("none", .decayPolicy) == AnyHashable(NoDecay()))
    #expect(try part("stable:5e-4", .decayPolicy) == AnyHashable(StableWeightDecay(rate: 5e-4)))
    #expect(try part("stable:rate=1", .decayPolicy) == AnyHashable(StableWeightDecay(rate: 1)))
    #expect(
      try part("heavyBall:0.8,dampening=0.5", .momentEstimator)
        == AnyHashable(HeavyBall(beta: 0.8, dampening: 0.5)))
    #expect(
      try part("clipByNorm:2,group", .transform) == AnyHashable(ClipByNorm(2, scope: .group)))
    #expect(
      try AnyHashable(
        PartPhrase("exponential:0.5,30,true").part(.schedule, standard: ["peak": .number(0.1)]))
        == AnyHashable(ExponentialDecay(peak: 0.1, factor: 0.5, every: 30, staircase: true)))
    #expect(
      try part("list:0.1/0.2", .schedule) == AnyHashable(ListedRates([0.1, 0.2])))
  }

  @Test(arguments: [
    ("stabel:1", "there is no decayPolicy \"stabel\"; did you mean stable?"),
    ("stable", "stable: rate must be given"),
    ("stable:-1", "stable: rate must be in 0..., but is -1"),
    ("stable:nan", "stable.rate: must be of type Double"),
    ("stable:fast", "stable.rate: must be of type Double"),
    ("vanilla:1.5", "vanilla: rate must be in 0 ... 1, but is 1.5"),
    ("stable:1,2", "stable takes 1 values (rate), but 2 are given"),
    ("stable:1,rate=2", "stable: rate is given twice"),
    ("stable:rate=1,rate=2", "stable: rate is given twice"),
    ("stable:1,raet=2", "stable: there is no field \"raet\"; did you mean rate?"),
    ("stable:", "stable:: a value must stand behind every \":\", \",\" and \"=\""),
    ("stable:1,b=", "stable:1,b=: a value must stand behind every \":\", \",\" and \"=\""),
  ])
  func refused(_ text: String, _ message: String) throws {
    let error = try #require(throws: RecipeError.self) { try PartPhrase(text).part(.decayPolicy) }
    #expect(error.description == message)
  }
}
