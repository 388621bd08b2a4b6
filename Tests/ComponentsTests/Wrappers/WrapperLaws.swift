import Descent
import Testing

/// The laws, checked on one wrapper around AdamW.
struct WrapperLaws {
  let wrapping: Wrapping

  init(_ wrapping: Wrapping) {
    self.wrapping = wrapping
  }

  func copyGoesOnByItself() throws {
    let run = SeriesRun(.smooth, curvature: 0.25)
    var stepper: any GroupStepper = wrapping.around(try adam())
    for step in 1...5 { try run.take(step, with: &stepper) }
    let values = Array(run.parameter.value)
    var copy = stepper
    let further = try (6...9).map { try run.take($0, with: &stepper) }
    run.parameter.value.update(values)
    #expect(try (6...9).map { try run.take($0, with: &copy) } == further)
  }

  func throwingStepChangesNothing() throws {
    let stepper = wrapping.around(try adam())
    let undisturbed = try values(of: stepper)
    let disturbed = try values(of: wrapping.around(try adam())) { step, run, stepper in
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

  func equalMicroBatchesAreOneStep() throws {
    func accumulated(_ stepper: some GroupStepper) -> any GroupStepper { stepper.accumulating(3) }
    let once = try values(of: wrapping.around(try adam()))
    for stepper in [
      wrapping.around(try adam().accumulating(3)), accumulated(wrapping.around(try adam())),
    ] {
      let thrice = try values(of: stepper) { step, run, stepper in
        for _ in 1...2 { try run.take(step, with: &stepper) }
      }
      #expect(thrice == once)
    }
  }

  func lateGroupGoesItsOwnWay() throws {
    let alone = try values(of: wrapping.around(try adam()))
    var stepper: any GroupStepper = wrapping.around(try adam())
    let first = SeriesRun(.smooth)
    let late = SeriesRun(.smooth, name: "late")
    for step in 1...4 { try first.take(step, with: &stepper) }
    for step in 1...6 {
      first.setGradients(step + 4)
      late.setGradients(step)
      try stepper.step([late.group, first.group])
      #expect(Array(late.parameter.value) == alone[step - 1])
    }
  }

  func averagesChangeNoStep() throws {
    let undisturbed = try values(of: wrapping.around(try adam()))
    var differences = 0
    let disturbed = try values(of: wrapping.around(try adam())) { step, run, stepper in
      var averaging = try #require(stepper as? any AveragingStepper)
      let values = Array(run.parameter.value)
      if averaging.withAverages({ Array(run.parameter.value) }) != values { differences += 1 }
      #expect(Array(run.parameter.value) == values)
      stepper = averaging
    }
    #expect(disturbed == undisturbed && differences > 0)
  }

  func averagingChangesNoStep() throws {
    #expect(try values(of: wrapping.around(try adam())) == values(of: try adam()))
  }

  private func adam() throws -> Optimizer { try Optimizer(.adamw(learningRate: .constant(0.1))) }

  /// The values after each step, with something in between before each.
  private func values(
    of stepper: any GroupStepper,
    between: (Int, SeriesRun, inout any GroupStepper) throws -> Void = { _, _, _ in }
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
  case careless

  /// All but the careless one.
  static let all = allCases.filter { $0 != .careless }

  var testDescription: String { rawValue }

  func around(_ base: some ResumableStepper) -> any ResumableStepper {
    switch self {
    case .exponentialAverage: base.averagingWeights(beta: 0.7)
    case .equalAverage: base.averagingWeights(from: 1)
    case .lookahead: base.lookahead(period: 3)
    case .scheduleFree: base.scheduleFree()
    case .sharpnessAware: base.sharpnessAware(rho: 0.1)
    case .accumulation: base.accumulating(2)
    case .careless: CarelessLookahead(base: base)
    }
  }
}

/// Lookahead with every mistake: it counts before the step, shares what it keeps with its copies,
/// knows one group only, and does not put back what is trained.
private struct CarelessLookahead<Base: ResumableStepper>: AveragingStepper, ResumableStepper {
  var base: Base
  let kept = Kept()

  final class Kept {
    var count = 0
    var group: ParameterGroup?
    var slow: [Float] = []
  }

  var stepCount: Int { base.stepCount }

  mutating func step(
    _ groups: [ParameterGroup], recompute: (() -> Void)?
  ) throws(OptimizerError) -> StepReport {
    if kept.group == nil, let group = groups.first {
      kept.group = group
      kept.slow = values(of: group)
    }
    kept.count += 1
    let report = try base.step(groups, recompute: recompute)
    if kept.count % 3 == 0, let group = kept.group {
      kept.slow = zip(kept.slow, values(of: group)).map { ($0 + $1) / 2 }
      write(kept.slow, to: groups)
    }
    return report
  }

  mutating func transferState(through checkpoint: inout Checkpoint) throws(OptimizerError) {
    try base.transferState(through: &checkpoint)
  }

  mutating func exchangeAverages() {
    if let group = kept.group { write(kept.slow, to: [group]) }
  }

  private func values(of group: ParameterGroup) -> [Float] {
    group.parameters.flatMap { Array($0.value) }
  }

  private func write(_ values: [Float], to groups: [ParameterGroup]) {
    for group in groups { group.parameters.first?.value.update(values) }
  }
}
