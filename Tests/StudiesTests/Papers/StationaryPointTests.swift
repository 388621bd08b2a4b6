@testable import Studies
import Descent
import Foundation
import Testing

@Suite struct StationaryPointTests {
  private func trial(
    _ decay: @escaping @Sendable (Double) -> any DecayPolicy, phase: Int = 400, counted: Int = 1
  ) -> StationaryPoint.Trial {
    var trial = StationaryPoint.Trial(decay: decay, seed: 1)
    (trial.coordinates, trial.phase, trial.counted) = (4, phase, counted)
    return trial
  }

  @Test func `a trial can be ended twice`() throws {
    for (end, heard) in [(0.1, [0.4]), (0.5, [0.4, 0.7])] {
      var trial = trial({ .stable($0) })
      var shares: [Double] = []
      let isDone = try trial.measure {
        shares.append($0)
        return $0 < end
      }
      #expect(!isDone && shares == heard)
    }
    var whole = trial({ .stable($0) })
    #expect(try whole.measure { _ in true })
    // Three rests of one scale, five others, five of momentum, the ratio of the pulls, and a step.
    #expect(whole.measurement.values.count == 3 + 5 + 5 + 1 + 1)
  }

  /// The first hundred steps begin with v̄ of one gradient, and are left out.
  @Test func `pulls are measured from the second hundred steps on`() throws {
    for (decay, isConstant) in [
      ({ @Sendable in StableWeightDecay.stable($0) as any DecayPolicy }, true),
      ({ @Sendable in DecoupledDecay.decoupled($0) as any DecayPolicy }, false),
    ] {
      var trial = trial(decay)
      try trial.measurePhases()
      let places = try #require(trial.measurement.curves["pull"])
      #expect(places.map(\.x) == (2...12).map { Double(100 * $0) })
      let ratio = try #require(trial.measurement[StationaryPoint.ratio])
      #expect(isConstant ? ratio < 1.0001 : ratio > 1.5)
      // Stable decay takes λ of 0.1 per unit of the effective rate.
      if isConstant { #expect(places.allSatisfy { abs($0.y - 0.1) < 1e-5 }) }
    }
  }

  /// Where one step counts, the rest is where the phase ends.
  @Test func `rests are means of the last steps of each phase`() throws {
    var last = trial({ .l2($0) })
    try last.measurePhases()
    let positions = try #require(last.measurement.curves["position"])
    #expect(positions.map(\.x) == [200, 400, 600, 800, 1_000, 1_200])
    for (index, scale) in StationaryPoint.scales.enumerated() {
      #expect(last.measurement[StationaryPoint.rest(scale)] == positions[2 * index + 1].y)
    }
    #expect(StationaryPoint.scales == [10, 1, 0.1])
    // Without much noise the penalty's minimum is 1/1.1.
    var settled = trial({ .l2($0) }, phase: 2_000, counted: 500)
    try settled.measurePhases()
    let rest = settled.measurement[StationaryPoint.rest(0.1)]
    #expect(abs((rest ?? 0) - 1 / 1.1) < 0.02)
  }

  /// Of √v̄ = √((10² + 0.1²)/2), 7.07, the small noise leaves 1/(1 + 0.1 · 0.1/7.07), 0.9986.
  @Test func `in two tensors the mean is over both`() throws {
    var trial = trial({ .stable($0) }, phase: 3_000, counted: 1_000)
    try trial.measureTwoTensors()
    let (small, alone) = (
      try #require(trial.measurement[StationaryPoint.small]),
      try #require(trial.measurement[StationaryPoint.alone])
    )
    for rest in [small, alone] { #expect(abs(rest - 0.9986) < 0.01) }
    #expect(trial.measurement[StationaryPoint.large] != nil)
  }

  /// η of 0.1 and a share of 0.1 are taken from the same 1; the penalty alone, divided by its own root,
  /// changes nothing of a first step of η.
  @Test func `one step takes a share of what was there before`() throws {
    for (decay, left) in [
      ({ @Sendable in DecoupledDecay.decoupled($0) as any DecayPolicy }, 0.8),
      ({ @Sendable in StableWeightDecay.stable($0) as any DecayPolicy }, 0.9 - 0.1 * sqrt(17)),
      ({ @Sendable in L2Decay.l2($0) as any DecayPolicy }, 0.9),
    ] {
      var trial = trial(decay)
      try trial.measureOneStep()
      let found = try #require(trial.measurement[StationaryPoint.afterOneStep])
      #expect(abs(found - left) < 1e-6)
    }
  }

  /// At rest and without gradients the two orders are one: only a large step tells them apart.
  @Test(arguments: [true, false])
  func `decay after the step turns the control`(isAfter: Bool) throws {
    var results = StudyResults(form: .quick, seeds: [31])
    for arm in ["decoupled", "stable"] {
      var trial = trial { rate in
        let decay: any DecayPolicy = arm == "stable" ? .stable(rate) : .decoupled(rate)
        return isAfter ? decay.afterStep : decay
      }
      try trial.measureOneStep()
      trial.measurement[StationaryPoint.ratio] = arm == "stable" ? 1 : 98
      results[arm, 31] = trial.measurement
    }
    let verdict = Verdict(StationaryPoint().claims[0], in: results)
    #expect(verdict.word == (isAfter ? .notTested : .supported))
  }

  /// L2 under momentum takes Σ 0.9ᵏ, stable decay ten times as much as without.
  @Test func `momentum gathers the penalty`() throws {
    var (coupled, stable) = (trial({ .l2($0) }), trial({ .stable($0) }))
    try coupled.measureMomentum()
    try stable.measureMomentum()
    var (sum, power) = (0.0, 1.0)
    for step in 1...20 {
      sum += power
      power *= 0.9
      guard [1, 2, 5, 10, 20].contains(step) else { continue }
      let quantity = StationaryPoint.momentum(step)
      #expect(areClose([coupled.measurement[quantity] ?? 0], [sum], 0.01))
      #expect(areClose([stable.measurement[quantity] ?? 0], [10], 1e-3))
    }
  }
}
