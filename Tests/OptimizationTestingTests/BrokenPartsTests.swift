import Descent
import OptimizationTesting
import Testing

/// Every law catches a part that breaks it: a law that can't fail would turn these tests red.
@Suite struct BrokenPartsTests {
  private struct Breach {
    let law: Law
    let composition: Composition
  }

  private static func plain(
    _ moments: any MomentEstimator = .gradient, decay: any DecayPolicy = .none,
    schedule: any LearningRateSchedule = .constant(0.5)
  ) -> Composition {
    Composition(moments: moments, preconditioner: .identity, decay: decay, schedule: schedule)
  }

  private static let catalogue = Catalogue.standard.adding(
    CatalogueEntry(ForgetfulSchedule(first: 0.5)))

  private static let breaches = [
    Breach(law: .zeroRateIsNoDecay, composition: plain(decay: FlooredDecay(rate: 0.5))),
    Breach(law: .maskingIsRateZero, composition: plain(decay: FlooredDecay(rate: 0.5))),
    Breach(
      law: .zeroLearningRateMovesNothing,
      composition: plain(.heavyBall(beta: 0.9), decay: RestlessDecay())),
    Breach(law: .splitting, composition: plain(ShapedEstimator())),
    Breach(law: .permuting, composition: plain(BrokenEstimator(blunder: .seesNeighbours))),
    Breach(law: .partitioning, composition: plain(BrokenEstimator(blunder: .seesNeighbours))),
    Breach(law: .tilesAndThreads, composition: plain(BrokenEstimator(blunder: .seesTiles))),
    Breach(law: .skippedStepNeverHappened, composition: plain(schedule: CountingSchedule())),
    Breach(law: .copiesGoOn, composition: plain(schedule: CountingSchedule())),
    Breach(law: .mirroring, composition: plain(BrokenEstimator(blunder: .losesSigns))),
    Breach(
      law: .recipesSurvive(in: catalogue),
      composition: plain(schedule: ForgetfulSchedule(first: 0.5, factor: 2))),
    Breach(law: .multiplyingTheRate, composition: plain(schedule: CountingSchedule())),
    Breach(
      law: .maskedParametersStand, composition: plain(.heavyBall(beta: 0.9), decay: RestlessDecay())
    ),
    Breach(
      law: .absentParametersAreNotThere, composition: plain(schedule: CountingSchedule())),
    Breach(law: .interpreting, composition: plain(BrokenEstimator(blunder: .seesNeighbours))),
    Breach(law: .explaining, composition: plain(BrokenEstimator(blunder: .losesSigns))),
    Breach(law: .explaining, composition: plain(schedule: BrokenRate(blunder: .hearsOtherTerms))),
    Breach(law: .interpreting, composition: plain(schedule: BrokenRate(blunder: .hearsTiles))),
    Breach(law: .tilesAndThreads, composition: plain(schedule: BrokenRate(blunder: .hearsTiles))),
    Breach(law: .refusedStepChangesNothing, composition: plain(schedule: CountingSchedule())),
    Breach(law: .saving, composition: plain(schedule: CountingSchedule())),
    Breach(law: .maximizing, composition: plain(schedule: CountingSchedule())),
    Breach(
      law: .equivalence(
        "a window over all steps",
        and: { $0.with(decay: .decoupled(0.5).until(step: 3)) }),
      composition: plain(decay: .decoupled(0.5))),
    Breach(
      law: .idleWrapper("a look ahead by half a step") { $0.lookahead(period: 1, slowStep: 0.5) },
      composition: plain()),
  ]

  @Test(arguments: breaches.indices)
  func `a law catches what breaks it`(_ index: Int) throws {
    let breach = Self.breaches[index]
    #expect(breach.law.applies(breach.composition))
    try withKnownIssue("\(breach.law.name)") {
      try CompositionLaws([breach.law]).check(breach.composition)
    } matching: {
      ($0.error as? LawViolation)?.law == breach.law.name
    }
  }

  /// Cases have three steps.
  @Test func `the last step is compared, too`() throws {
    for breach in Self.breaches {
      guard var moments = breach.composition.moments as? BrokenEstimator else { continue }
      moments.start = 3
      let composition = Self.plain(moments)
      #expect(throws: LawViolation.self, "\(breach.law.name)") {
        try CompositionLaws([breach.law], cases: 40).check(composition)
      }
    }
  }

  @Test func `every law is broken by something`() {
    let broken = Self.breaches.map(\.law.name)
    for law in Law.all { #expect(broken.contains(law.name), "\(law.name)") }
  }

  @Test func `what a part says of itself is checked, too`() throws {
    try withKnownIssue {
      try LearningRateScheduleLaws().check(ForgetfulSchedule(first: 0.5, factor: 2))
    } matching: {
      ($0.error as? LawViolation)?.law == "a part survives JSON"
    }
  }

  @Test func `each checker puts the part that it is given to the laws`() {
    let laws = CompositionLaws([.mirroring, .zeroRateIsNoDecay, .multiplyingTheRate], cases: 20)
    let checks: [() throws -> Void] = [
      { try GradientTransformLaws(laws).check(StoppedGradient(ends: 0...9)) },
      { try MomentEstimatorLaws(laws).check(BrokenEstimator(blunder: .losesSigns)) },
      { try PreconditionerLaws(laws).check(OneSidedDirection()) },
      { try DecayPolicyLaws(laws).check(FlooredDecay(rate: 0.5)) },
      { try LearningRateScheduleLaws(laws).check(CountingSchedule()) },
    ]
    for check in checks { #expect(throws: LawViolation.self, performing: check) }
  }

  @Test func `rates that are none, or above the peak, are no schedule's`() throws {
    for (numbers, peak, law) in [
      ([0.5, 0.25], 0.5, nil), ([0.5, 0], 0.5, nil),
      ([0.5, 0.75], 0.5, "no learning rate exceeds the peak"),
      ([0.5, -0.25], 0.5, "a learning rate is in 0..."),
    ] as [([Double], Double, String?)] {
      do {
        try LearningRateScheduleLaws(CompositionLaws([], cases: 1))
          .check(ListedRate(first: numbers[0], later: numbers[1], peak: peak))
        #expect(law == nil, "\(numbers)")
      } catch {
        #expect((error as? LawViolation)?.law == law, "\(numbers): \(error)")
      }
    }
    let endless = try #require(throws: LawViolation.self) {
      try LearningRateScheduleLaws(CompositionLaws([], cases: 1)).check(EndlessRate())
    }
    #expect(endless.law == "a learning rate is in 0...")
  }

  /// Where no gradient is larger than 10, none is stopped there.
  @Test func `an equivalence holds for all gradients, unless it is for moderate ones`() throws {
    let stopped = { @Sendable (composition: Composition) -> Composition? in
      var other = composition
      other.transforms = [StoppedGradient(ends: -10...10)]
      return other
    }
    let composition = Self.plain()
    try CompositionLaws([.equivalence("moderate", and: stopped, isForModerate: true)], cases: 60)
      .check(composition)
    #expect(throws: LawViolation.self) {
      try CompositionLaws([.equivalence("all", and: stopped)], cases: 60).check(composition)
    }
  }

  @Test func `a violation shrinks to the smallest case, and says what replays it`() throws {
    let composition = Self.plain(BrokenEstimator(blunder: .losesSigns))
    let violation = try #require(throws: LawViolation.self) {
      try CompositionLaws([.mirroring], seed: 7).check(composition)
    }
    #expect(violation.smallestCase.hasPrefix("1 steps with ordinary gradients over [[1]]"))
    #expect(violation.composition.contains("  M BrokenEstimator(blunder:"))
    let seed = try #require(violation.seed)
    #expect(violation.description.hasSuffix("DESCENT_SEED=\(seed) swift test"))
    let again = try #require(throws: LawViolation.self) {
      try CompositionLaws([.mirroring], cases: 1, seed: seed).check(composition)
    }
    #expect(again == violation)
  }
}

extension Composition {
  fileprivate func with(decay: any DecayPolicy) -> Composition {
    var copy = self
    copy.decay = decay
    return copy
  }
}
