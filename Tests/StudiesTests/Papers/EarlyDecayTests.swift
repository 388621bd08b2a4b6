@testable import Studies
import Descent
import Testing
import Training

@Suite struct EarlyDecayTests {
  private func arm(_ window: String, steps: Int) -> NetworkArm {
    var arm = EarlyDecayArms.normalized.arm(window, SmallData.images)
      .shortened(to: steps, records: steps)
    arm.inspect = { task, measurement in
      for (index, weight) in task.scaleInvariantWeights.enumerated() {
        measurement[Quantity("norm \(index)")] = weight.squaredLength.squareRoot()
      }
    }
    return arm
  }

  private func norms(_ measurement: Measurement) -> [Double] {
    (0..<2).compactMap { measurement[Quantity("norm \($0)")] }
  }

  @Test func `a run that borrows norms ends with those of the lender`() throws {
    let (lender, borrower) = (arm("always", steps: 6), arm("never", steps: 6))
    let borrowed = EarlyDecay.borrowingRun(borrower, from: lender, 31)
    let (shares, measurement) = try perform(borrowed)
    let found = norms(try #require(measurement))
    let lent = norms(try #require(try perform(lender.run(31)).measurement))
    #expect(found.count == 2 && areClose(found, lent, 1e-5))
    let own = norms(try #require(try perform(borrower.run(31)).measurement))
    #expect(zip(own, lent).allSatisfy { $0 / $1 > 1.02 })
    // Both runs are heard of, and each can be ended.
    #expect(areClose(shares, (1...12).map { Double($0) / 12 }, 1e-12))
    #expect(try perform(borrowed, until: 0.3).measurement == nil)
    #expect(try perform(borrowed, until: 0.3).shares.count == 4)
    #expect(try perform(borrowed, until: 0.7).shares.count == 9)
  }

  @Test func `the norm at the switch is that after a quarter`() throws {
    let measurement = try #require(
      try perform(EarlyDecay.run(arm("always", steps: 8), 31)).measurement)
    let course = try #require(measurement.curves["weight_norm"])
    #expect(course.map(\.x) == (1...8).map(Double.init))
    #expect(measurement[EarlyDecay.normAtSwitch] == course[1].y)
  }

  /// The rate and the decay of the steps around 10, 25, 40, 50 and 80 % of 1,600, as the card has them.
  @Test func `decay is on in its window, and the rate falls twice`() throws {
    let steps = [1, 160, 161, 400, 401, 640, 641, 800, 801, 1_280, 1_281, 1_600]
    let rates = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.01, 0.001, 0.001]
    let windows = [
      ("never", 0..<0), ("early 10 %", 1..<161), ("early 25 %", 1..<401),
      ("early 50 %", 1..<801), ("late 50 %", 801..<1_601), ("late 75 %", 401..<1_601),
      ("always", 1..<1_601),
    ]
    #expect(EarlyDecayArms.windows.map(\.name) == windows.map(\.0))
    for (window, range) in windows {
      let arm = EarlyDecayArms.normalized.arm(window, SmallData.images)
      #expect(arm.steps == 1_600 && arm.plan.batchSize == 50 && arm.plan.hidden == [32, 32])
      #expect(areClose(steps.map { arm.composition.schedule.learningRate(at: $0) }, rates, 1e-12))
      // Of momentum 0.9, stable decay of 0.02 takes ten times 0.02.
      let expected = zip(steps, rates).map { range.contains($0) ? $1 * 0.02 * 10 : 0 }
      #expect(areClose(try shares(of: arm.composition, at: steps), expected), "\(window)")
    }
    let exponential = EarlyDecayArms.exponential.arm("always", SmallData.images).composition
    // To a twentieth in all, a factor of 20^(-1/1600) in each step.
    #expect(
      areClose(
        [1, 801].map { exponential.schedule.learningRate(at: $0) }, [0.1, 0.1 / 20.0.squareRoot()],
        1e-12))
    #expect(areClose(try shares(of: exponential, at: [1]), [0.02]))
    let constant = EarlyDecayArms.constant.arm("always", SmallData.images).composition
    #expect(areClose(try shares(of: constant, at: [1, 900]), [4e-3, 4e-3]))
    let plain = EarlyDecayArms.plain.arm("always", SmallData.images)
    #expect(plain.plan.network == .perceptron)
    #expect(areClose(try shares(of: plain.composition, at: [1, 641]), [5e-3, 5e-4]))
  }
  /// The rates of all steps add up to 64 + 6.4 + 0.32, those of the first quarter to 40, and those of the
  /// second half to 4.8 + 0.32.
  @Test func `a window with the dose of all the run takes as much away`() throws {
    for (window, first, sum) in [("early 25 %", 1, 40.0), ("late 50 %", 801, 5.12)] {
      let arm = EarlyDecayArms.normalized.doseArm(window, SmallData.images)
      #expect(arm.name == "mlp-bn step: \(window), dose of always")
      let rate = first == 1 ? 0.1 : 0.01
      #expect(
        areClose(
          try shares(of: arm.composition, at: [first]), [10 * 0.02 * rate * 70.72 / sum], 1e-6))
    }
  }
}
