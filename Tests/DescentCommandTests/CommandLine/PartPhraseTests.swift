import Descent
import Testing

@testable import DescentCommand

@Suite struct PartPhraseTests {
  private func part<Part>(_ text: String, _ role: Part.Type) throws -> AnyHashable? {
    (try PartPhrase(text).part(as: role) as? any Component).map { AnyHashable($0) }
  }

  @Test func `parts as they are written`() throws {
    #expect(try part("none", (any DecayPolicy).self) == AnyHashable(NoDecay()))
    #expect(
      try part("stable:5e-4", (any DecayPolicy).self) == AnyHashable(StableWeightDecay.stable(5e-4))
    )
    #expect(
      try part("stable:rate=1", (any DecayPolicy).self) == AnyHashable(StableWeightDecay.stable(1)))
    #expect(
      try part("heavyBall:0.8,dampening=0.5", (any MomentEstimator).self)
        == AnyHashable(HeavyBall.heavyBall(beta: 0.8, dampening: 0.5)))
    #expect(
      try part("clipByNorm:2,group", (any GradientTransform).self)
        == AnyHashable(ClipByNorm.clip(groupNorm: 2)))
    #expect(
      try AnyHashable(
        PartPhrase("exponential:0.5,30,true").part(
          as: (any LearningRateSchedule).self, standard: ["peak": 0.1]))
        == AnyHashable(
          ExponentialDecay.exponential(peak: 0.1, factor: 0.5, every: 30, staircase: true)))
    #expect(
      try part("list:0.1/0.2", (any LearningRateSchedule).self)
        == AnyHashable(ListedRates.list([0.1, 0.2])))
  }

  @Test func `a name may be another one, in any case, and fix fields`() throws {
    let moments = (any MomentEstimator).self
    #expect(
      try part("nesterov:0.8", moments) == AnyHashable(HeavyBall.nesterov(beta: 0.8)))
    #expect(try part("heavy-ball:0.8", moments) == AnyHashable(HeavyBall.heavyBall(beta: 0.8)))
    #expect(try part("HEAVY_BALL:0.8", moments) == AnyHashable(HeavyBall.heavyBall(beta: 0.8)))
    let error = #expect(throws: RecipeError.self) { try part("nesterov:nesterov=false", moments) }
    #expect(
      error?.description == "nesterov: nesterov can't be given, because the name says it")
  }

  @Test func `a part without a name changes the one that is there, and those inside it`() throws {
    let lamb = Composition.lamb(learningRate: .constant(1)).preconditioner
    let changed: any Preconditioner = try PartPhrase("base.epsilon=0.5,limit=one").part(
      changing: lamb)
    #expect(
      AnyHashable(changed)
        == AnyHashable(Divided.rootMeanSquare(epsilon: 0.5).scaledByTrustRatio(limit: .one)))
  }

  /// A part inside a part inside the part.
  @Test func `a path leads as deep as parts stand`() throws {
    let there: any DecayPolicy = DecoupledDecay.decoupled(0.1).until(step: 9).until(step: 7)
    let changed: any DecayPolicy = try PartPhrase("base.base.rate=0.5").part(changing: there)
    #expect(
      AnyHashable(changed)
        == AnyHashable(DecoupledDecay.decoupled(0.5).until(step: 9).until(step: 7)))
  }

  @Test func `words are listed where another one is given`() {
    let error = #expect(throws: RecipeError.self) {
      try part("scaledByTrustRatio:limit=two", (any Preconditioner).self)
    }
    #expect(
      error?.description
        == #"scaledByTrustRatio: limit must be one of one, learningRate, none, but is "two""#)
  }

  @Test(arguments: [
    ("stabel:1", "there is no decay policy \"stabel\"; did you mean stable?"),
    ("stable", "stable: rate must be given, as in stable:0.01"),
    ("none:1", "none takes no value, but is given 1"),
    ("stable:rte=1", #"stable: there is no field "rte"; did you mean rate?"#),
    ("none:rate=1", #"none: there is no field "rate"; there are none"#),
    ("stable:-1", "stable: rate must be in 0..., but is -1"),
    ("stable:nan", "stable.rate: must be a number, but is \"nan\""),
    ("stable:fast", "stable.rate: must be a number, but is \"fast\""),
    ("stable:1e-50", "rate: 1e-50 is too small a number; the smallest above 0 is 1e-45"),
    ("stable:1e-400", "rate: 1e-400 is too small a number; the smallest above 0 is 1e-45"),
    ("stable:rate=1e39", "rate: 1e39 is too large a number; the largest is 3.4e38"),
    ("stable:1e400", "rate: 1e400 is too large a number; the largest is 3.4e38"),
    ("vanilla:1.5", "vanilla: rate must be in 0 ... 1, but is 1.5"),
    ("stable:1,2", "stable takes 1 values (rate), but 2 are given"),
    ("stable:1,rate=2", "stable: rate is given twice"),
    ("stable:rate=1,rate=2", "stable: rate is given twice"),
    ("stable:1,raet=2", "stable: there is no field \"raet\"; did you mean rate?"),
    ("stable:", "stable:: a value must stand behind every \":\", \",\" and \"=\""),
    ("stable:1,b=", "stable:1,b=: a value must stand behind every \":\", \",\" and \"=\""),
  ])
  func refused(_ text: String, _ message: String) throws {
    let error = try #require(throws: RecipeError.self) {
      try PartPhrase(text).part(as: (any DecayPolicy).self)
    }
    #expect(error.description == message)
  }
}
