import Descent
import Testing

/// What every wrapper keeps of what an optimizer promises.
@Suite struct WrapperLawTests {
  @Test(arguments: Wrapping.allCases)
  func `a copy goes on by itself`(_ wrapping: Wrapping) throws {
    let run = SeriesRun(.smooth, curvature: 0.25)
    var stepper = wrapping.around(try adam())
    for step in 1...5 { try run.take(step, with: &stepper) }
    let values = Array(run.parameter.value)
    var copy = stepper
    let further = try (6...9).map { try run.take($0, with: &stepper) }
    run.parameter.value.update(values)
    #expect(try (6...9).map { try run.take($0, with: &copy) } == further)
  }

  @Test(arguments: Wrapping.allCases.filter { $0 != .accumulation })
  func `a step that throws changes nothing`(_ wrapping: Wrapping) throws {
    let stepper = wrapping.around(try adam())
    let undisturbed = try values(of: stepper) { _, _, _ in }
    let disturbed = try values(of: stepper) { step, run, stepper in
      let values = Array(run.parameter.value)
      let count = stepper.stepCount
      run.parameter.clearGradient()
      #expect(throws: OptimizerError.self) { try stepper.step([run.group]) {} }
      run.setGradients(step)
      let twice = [run.group, run.group]
      #expect(throws: OptimizerError.self) { try stepper.step(twice) { run.setGradients(step) } }
      #expect(Array(run.parameter.value) == values && stepper.stepCount == count)
    }
    #expect(disturbed == undisturbed)
  }

  @Test(arguments: Wrapping.allCases.filter { $0 != .accumulation })
  func `equal micro-batches are one step, inside and outside`(_ wrapping: Wrapping) throws {
    let once = try values(of: wrapping.around(try adam())) { _, _, _ in }
    func accumulated(_ stepper: some GroupStepper) -> any GroupStepper { stepper.accumulating(3) }
    for stepper in [
      wrapping.around(try adam().accumulating(3)), accumulated(wrapping.around(try adam())),
    ] {
      let thrice = try values(of: stepper) { step, run, stepper in
        for _ in 1...2 { try run.take(step, with: &stepper) }
      }
      #expect(thrice == once)
    }
  }

  @Test(arguments: [Wrapping.exponentialAverage, .equalAverage, .lookahead, .scheduleFree])
  func `averages go in and out and change no step`(_ wrapping: Wrapping) throws {
    let stepper = wrapping.around(try adam())
    let undisturbed = try values(of: stepper) { _, _, _ in }
    var differences = 0
    let disturbed = try values(of: stepper) { step, run, stepper in
      var averaging = try #require(stepper as? any AveragingStepper)
      let values = Array(run.parameter.value)
      if averaging.withAverages({ Array(run.parameter.value) }) != values { differences += 1 }
      #expect(Array(run.parameter.value) == values)
      stepper = averaging
    }
    #expect(disturbed == undisturbed && differences > 0)
  }

  @Test(arguments: Wrapping.allCases.filter { $0 != .sharpnessAware })
  func `a group that joins later goes its way as if alone`(_ wrapping: Wrapping) throws {
    var stepper = wrapping.around(try adam())
    let alone = SeriesRun(.smooth)
    let expected = try (1...6).map { try alone.take($0, with: &stepper) }
    stepper = wrapping.around(try adam())
    let first = SeriesRun(.smooth)
    let late = SeriesRun(.smooth, name: "late")
    for step in 1...4 { try first.take(step, with: &stepper) }
    for step in 1...6 {
      first.setGradients(step + 4)
      late.setGradients(step)
      try stepper.step([late.group, first.group])
      #expect(Array(late.parameter.value) == expected[step - 1])
    }
  }

  @Test(arguments: [Wrapping.exponentialAverage, .equalAverage])
  func `averaging changes no step`(_ wrapping: Wrapping) throws {
    #expect(
      try values(of: wrapping.around(try adam())) { _, _, _ in }
        == values(of: try adam()) { _, _, _ in })
  }

  @Test func `a step while the parameters hold the averages traps`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var optimizer = try Optimizer(.sgd(learningRate: .constant(1))).averagingWeights()
      optimizer.exchangeAverages()
      try optimizer.step([])
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("the parameters hold the averages"))
  }

  @Test func `a setting out of range traps with its name`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = try Optimizer(.sgd(learningRate: .constant(1))).lookahead(period: 0)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("Lookahead: period must be in 1..., but is 0"))
  }

  private func adam() throws -> Optimizer { try Optimizer(.adamw(learningRate: .constant(0.1))) }

  /// The values after each step, with something in between before each.
  private func values(
    of stepper: any GroupStepper,
    between: (Int, SeriesRun, inout any GroupStepper) throws -> Void
  ) throws -> [[Float]] {
    let run = SeriesRun(.smooth)
    var stepper = stepper
    return try (1...run.series.steps.count).map { step in
      try between(step, run, &stepper)
      return try run.take(step, with: &stepper)
    }
  }
}

/// The wrappers, each with settings that make its work seen within a few steps.
enum Wrapping: String, Sendable, CaseIterable, CustomTestStringConvertible {
  case exponentialAverage, equalAverage, lookahead, scheduleFree, sharpnessAware, accumulation

  var testDescription: String { rawValue }

  func around(_ base: some GroupStepper) -> any GroupStepper {
    switch self {
    case .exponentialAverage: base.averagingWeights(beta: 0.7)
    case .equalAverage: base.averagingWeights(from: 1)
    case .lookahead: base.lookahead(period: 3)
    case .scheduleFree: base.scheduleFree()
    case .sharpnessAware: base.sharpnessAware(rho: 0.1)
    case .accumulation: base.accumulating(2)
    }
  }
}
