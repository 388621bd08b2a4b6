import Descent
import Laboratory
import Testing

@Suite struct CatalogueTests {
  @Test func decaysAsTheyAreWritten() throws {
    let decays: [(String, any DecayPolicy)] = [
      ("none", NoDecay()), ("l2:0.5", L2Decay(rate: 0.5)), ("stable:5e-4", .stable(5e-4)),
      ("stable:rate=5e-4", .stable(5e-4)), ("vanilla:1", .vanilla(1)),
      ("decoupled:0.1,until=1000", DecoupledDecay(rate: 0.1).until(step: 1000)),
      ("decoupled:0.1,from=5", DecoupledDecay(rate: 0.1).from(step: 5)),
      ("decoupled:from=5,0.1,until=9", DecoupledDecay(rate: 0.1).between(5..<9)),
    ]
    for (text, expected) in decays {
      #expect(AnyHashable(try Catalogue.decay(text)) == AnyHashable(expected), "\(text)")
    }
  }

  @Test func otherPartsAsTheyAreWritten() throws {
    let ball = try Catalogue.moments("heavy-ball:0.8,dampening=0.5")
    #expect(AnyHashable(ball) == AnyHashable(HeavyBall(beta: 0.8, dampening: 0.5)))
    let root = try Catalogue.preconditioner("root-mean-square")
    #expect(AnyHashable(root) == AnyHashable(RootMeanSquare(beta: 0.999, epsilon: 1e-8)))
    let clip = try Catalogue.transform("clip-norm:2")
    #expect(AnyHashable(clip) == AnyHashable(ClipByNorm(2, scope: .all)))
    let schedule = try Catalogue.schedule("step:0.5,every=30")(0.1, 100)
    #expect(AnyHashable(schedule) == AnyHashable(StepDecay(peak: 0.1, factor: 0.5, every: 30)))
    let adamw = try Catalogue.recipe("adamw:0.3,beta2=0.99")(ConstantRate(1))
    #expect(AnyHashable(adamw.decay) == AnyHashable(DecoupledDecay(rate: 0.3)))
    #expect(
      AnyHashable(adamw.preconditioner) == AnyHashable(RootMeanSquare(beta: 0.99, epsilon: 1e-8)))
  }

  @Test(arguments: [
    ("stabel:1", "there is no decay \"stabel\"; did you mean stable?"),
    (
      "xyzzy", "there is no decay \"xyzzy\"; there are none, l2, decoupled, stable, vanilla"
    ),
    ("stable", "stable needs its rate: stable:NUMBER"),
    ("stable:-1", "stable: rate must be in 0..., but is -1"),
    ("stable:nan", "stable: rate must be in 0..., but is nan"),
    ("stable:inf", "stable: rate must be in 0..., but is inf"),
    ("stable:fast", "stable: rate must be a number, but is \"fast\""),
    ("vanilla:1.5", "vanilla: rate must be in 0 ... 1, but is 1.5"),
    ("stable:1,2", "stable takes 1 numbers (rate), but 2 are given"),
    ("stable:1,rate=2", "stable: rate is given twice"),
    ("stable:rate=1,rate=2", "stable: rate is given twice"),
    ("stable:1,raet=2", "stable has no raet; did you mean rate?"),
    ("stable:1,until=0", "until must be in 1..., but is 0"),
    ("stable:1,until=1.5", "until must be a whole number, but is \"1.5\""),
    ("stable:1,until=1e3", "until must be a whole number, but is \"1e3\""),
    ("stable:1,from=9,until=5", "stable:1,from=9,until=5: until must be in 9..., but is 5"),
    ("stable:", "stable:: a number must stand behind every \":\", \",\" and \"=\""),
    ("stable:1,until=", "stable:1,until=: a number must stand behind every \":\", \",\" and \"=\""),
  ])
  func refused(text: String, message: String) throws {
    let error = try #require(throws: CatalogueError.self) { try Catalogue.decay(text) }
    #expect(error.description == message)
  }

  /// Making a part of any numbers that its entry allows must not trap: an entry may not allow more
  /// than the part does.
  @Test func whatTheCatalogueAllowsThePartsAllow() throws {
    for numbers in ["0", "0.5", "0,0", "0,0.5", "0.9,0.5", "1,1", "0.5,0.5,0.5"] {
      for entry in Catalogue.momentEstimators {
        _ = try? Catalogue.moments("\(entry.name):\(numbers)")
      }
      for entry in Catalogue.preconditioners {
        _ = try? Catalogue.preconditioner("\(entry.name):\(numbers)")
      }
      for entry in Catalogue.decayPolicies { _ = try? Catalogue.decay("\(entry.name):\(numbers)") }
      for entry in Catalogue.transforms { _ = try? Catalogue.transform("\(entry.name):\(numbers)") }
      for entry in Catalogue.schedules {
        _ = try? Catalogue.schedule("\(entry.name):\(numbers)")(0, 1).learningRate(at: 1)
      }
      for entry in Catalogue.recipes {
        _ = try? Catalogue.recipe("\(entry.name):\(numbers)")(ConstantRate(0))
      }
    }
  }

  @Test func namesAreUnique() {
    let roles = [
      Catalogue.momentEstimators.map(\.name), Catalogue.preconditioners.map(\.name),
      Catalogue.decayPolicies.map(\.name), Catalogue.schedules.map(\.name),
      Catalogue.transforms.map(\.name), Catalogue.recipes.map(\.name),
    ]
    for names in roles { #expect(Set(names).count == names.count) }
  }
}
