import Descent
import Testing

/// What holds between decay policies, bit for bit where it is the same arithmetic.
@Suite struct DecayLawTests {
  private func values(
    _ decay: any DecayPolicy, schedule: any LearningRateSchedule = .list([0.1, 0.2, 0.05]),
    moments: any MomentEstimator = .heavyBall(beta: 0.9)
  ) throws -> [[String: [Float]]] {
    let drive = try #require(Drive.shared)
    let all = ReferenceCase.Group(
      name: "all", learningRateMultiplier: 1, decayMultiplier: 1,
      parameters: drive.parameters.map(\.name))
    return try drive.replay(
      Composition(
        moments: moments, preconditioner: .identity, decay: decay, schedule: schedule), [all])
  }

  @Test func `a rate of 0 is no decay`() throws {
    let none = try values(.none)
    let zeros: [any DecayPolicy] = [
      .decoupled(0), .vanilla(0), .stable(0), .l2(0), .l1(0), .softThreshold(0), .corrected(0),
      .independent(0), DecoupledDecay.decoupled(0).cautious,
      DecoupledDecay.decoupled(0).toward(.start),
      DecoupledDecay.decoupled(0.1).scheduled(by: .constant(0)),
      DecoupledDecay.decoupled(0.1).between(3..<3), VanillaDecay.vanilla(0).plus(.vanilla(0)),
    ]
    for zero in zeros { #expect(try values(zero) == none, "\(zero)") }
    #expect(try values(.vanilla(0.1)) != none)
  }

  @Test func `a window over all steps, or a schedule of 1, changes nothing`() throws {
    let base: DecoupledDecay = .decoupled(0.5)
    let plain = try values(base)
    #expect(try values(base.from(step: 1)) == plain)
    #expect(try values(base.until(step: 100)) == plain)
    #expect(try values(base.scheduled(by: .constant(1))) == plain)
    #expect(try values(base.until(step: 4).plus(base.from(step: 4))) == plain)
    #expect(try values(base.until(step: 4)) != plain)
  }

  @Test func `windows of two policies are one after the other`() throws {
    let both = StableWeightDecay.stable(0.05).until(step: 4).plus(
      VanillaDecay.vanilla(0.1).from(step: 4))
    let rows = try values(both)
    #expect(try values(.stable(0.05))[0..<3] == rows[0..<3])
    #expect(try values(.stable(0.05))[3] != rows[3])
  }

  @Test func `at the peak, corrected is decoupled`() throws {
    let rate: ConstantRate = .constant(0.1)
    #expect(try values(.corrected(0.5), schedule: rate) == values(.decoupled(0.5), schedule: rate))
    #expect(
      try values(.independent(0.05), schedule: rate) == values(.vanilla(0.05), schedule: rate))
  }

  @Test func `corrected decay needs a peak`() throws {
    let schedule = LinearDecay.linear(from: 1, steps: 5).times(.cosine(peak: 1, steps: 5))
    for decay: any DecayPolicy in [.corrected(0.1), IndependentDecay.independent(0.1).cautious] {
      let error = try #require(throws: OptimizerError.self) {
        try Optimizer(.descent(decay, schedule: schedule))
      }
      #expect(error.code == .meaninglessComposition)
      #expect(
        error.message
          == "\(type(of: decay)) shrinks in proportion to the peak learning rate, "
          + "but ProductOfSchedules has no peak")
    }
  }

  @Test func `a pull that an absorbing part would ignore is refused`() throws {
    func composition(_ decay: any DecayPolicy) -> Composition {
      Composition(
        moments: .gradient, preconditioner: Absorbing(), decay: decay, schedule: .constant(0.1))
    }
    _ = try Optimizer(composition(.decoupled(0.1)))
    _ = try Optimizer(composition(.l1(0.1)))
    let error = try #require(throws: OptimizerError.self) {
      try Optimizer(composition(.decoupled(0.1).cautious))
    }
    #expect(
      error.message
        == "Absorbing absorbs a decay in proportion to the parameter, "
        + "but CautiousDecay pulls by [d·θ ≥ 0]·θ")
  }
}

/// A preconditioner that claims the decay for itself, and does nothing with it.
private struct Absorbing: Preconditioner {
  static let name = "absorbing"
  var lines: [Assignment] { [.d ← .d + .λ * .θ] }

  func pass(at step: StepContext) -> any PreconditionerPass { Identity().pass(at: step) }
}
