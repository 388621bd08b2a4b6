import Descent
import Foundation
import Testing

/// Wrappers that are saved, loaded and go on.
@Suite struct ResumedWrapperTests {
  @Test(arguments: Wrapping.all)
  func `a wrapper that is loaded goes on with the same bits`(_ wrapping: Wrapping) throws {
    try expectResume { wrapping.around($0) }
  }

  @Test(arguments: Wrapping.all, Wrapping.all)
  func `so does a wrapper around a wrapper`(_ inner: Wrapping, _ outer: Wrapping) throws {
    try expectResume { outer.around(inner.around($0)) }
  }

  @Test func `so do all wrappers around each other`() throws {
    try expectResume { optimizer in
      var stepper = optimizer
      for wrapping in Wrapping.all + Wrapping.all.reversed() { stepper = wrapping.around(stepper) }
      return stepper
    }
  }

  @Test func `a wrapper that forgets is caught`() {
    func forgetful(_ base: some ResumableStepper) -> any ResumableStepper {
      ForgetfulLookahead(base: base.lookahead(period: 3))
    }
    withKnownIssue { try expectResume { forgetful($0) } }
  }

  // What is around SAM's optimizer is gone between steps.
  @Test(arguments: Wrapping.all.filter { $0 != .sharpnessAware })
  func `without its own state a wrapper goes elsewhere`(_ wrapping: Wrapping) throws {
    let run = try ResumedRun()
    var stepper = wrapping.around(try adam())
    for step in 1...5 { try run.take(step, with: &stepper) }
    try stepper.save(to: run.file("a"), groups: run.groups)
    let other = try ResumedRun()
    var optimizer = try adam()
    let skipped = try optimizer.load(from: run.file("a"), groups: other.groups, allowing: .extra)
    #expect(!skipped.isEmpty && skipped.allSatisfy { $0.kind == .extra })
    var cold = wrapping.around(optimizer)
    for step in 6...9 {
      try run.take(step, with: &stepper)
      try other.take(step, with: &cold)
    }
    #expect(run.bits(stepper) != other.bits(cold))
  }

  @Test func `a wrapper of which something is missing begins anew where that is allowed`() throws {
    let run = try ResumedRun()
    var optimizer: any ResumableStepper = try adam()
    for step in 1...4 { try run.take(step, with: &optimizer) }
    try optimizer.save(to: run.file("plain"), groups: run.groups)
    let other = try ResumedRun()
    var resumed: any ResumableStepper = try adam().lookahead(period: 3)
    for step in 1...2 { try other.take(step, with: &resumed) }
    let error = #expect(throws: CheckpointError.self) {
      try resumed.load(from: run.file("plain"), groups: other.groups)
    }
    #expect(
      error?.differences.map(\.description) == [
        "state/a/lookahead/slow is missing", "state/a/lookahead/steps is missing",
        "state/b/lookahead/slow is missing", "state/b/lookahead/steps is missing",
        "state/c/lookahead/slow is missing", "state/c/lookahead/steps is missing",
      ])
    try resumed.load(from: run.file("plain"), groups: other.groups, allowing: .missing)
    var wrapped: any ResumableStepper = try #require(optimizer as? Optimizer).lookahead(period: 3)
    for step in 5...9 {
      try run.take(step, with: &wrapped)
      try other.take(step, with: &resumed)
      #expect(run.bits(wrapped) == other.bits(resumed))
    }
  }

  @Test func `a gradient that came in an earlier micro-batch is not forgotten`() throws {
    let run = try ResumedRun()
    var stepper: any ResumableStepper = try adam().accumulating(2)
    try run.take(1, with: &stepper)
    try stepper.save(to: run.file("a"), groups: run.groups)
    let other = try ResumedRun()
    var resumed: any ResumableStepper = try adam().accumulating(2)
    try resumed.load(from: run.file("a"), groups: other.groups)
    for groups in [run.groups, other.groups] {
      for group in groups { group.clearGradients() }
      groups[0].parameters[0].setGradient([1, 2, 3, 4])
    }
    try stepper.step(run.groups)
    try resumed.step(other.groups)
    #expect(other.bits(resumed) == run.bits(stepper))
  }

  @Test func `what a wrapper can't have counted is refused`() throws {
    let run = try ResumedRun()
    var many: any ResumableStepper = try adam().accumulating(4)
    for step in 1...3 { try run.take(step, with: &many) }
    try many.save(to: run.file("a"), groups: run.groups)
    var few = try adam().accumulating(2)
    let error = #expect(throws: CheckpointError.self) {
      try few.load(from: run.file("a"), groups: run.groups)
    }
    #expect(
      error?.differences.first?.description
        == "accumulation/gathered is unsuitable: it must be a whole number in 0 ..< 2, but is 3.0")
  }

  @Test func `a group whose parameters have averaged differently is refused`() throws {
    let run = try ResumedRun()
    var stepper: any ResumableStepper = try adam().averagingWeights()
    stepper = try stepping(stepper, [run.groups[0]], run)
    try run.take(2, with: &stepper)
    try stepper.save(to: run.file("a"), groups: run.groups)
    let parameters = try ResumedRun().groups.flatMap(\.parameters).map {
      Parameter($0.name, shape: $0.shape, Array($0.value))
    }
    let together = [ParameterGroup("together", parameters)]
    let error = #expect(throws: CheckpointError.self) {
      try stepper.load(from: run.file("a"), groups: together)
    }
    #expect(
      error?.differences.map(\.description) == [
        "state/c/weightAverage/steps is unsuitable: it must be 2.0 for all parameters of a group, "
          + "but is 1.0"
      ])
    #expect(throws: Never.self) { try stepper.load(from: run.file("a"), groups: run.groups) }
  }

  @Test func `saving while the parameters hold the averages traps`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var optimizer = try Optimizer(.sgd(learningRate: .constant(1))).averagingWeights()
      optimizer.exchangeAverages()
      try optimizer.save(to: "/nowhere", groups: [])
    }
    // An optimized build stops without a message.
    #if DEBUG
      let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(message.contains("the parameters hold the averages"))
    #endif
  }

  private func adam() throws -> Optimizer {
    // The largest learning rate so far is not the newest.
    try Optimizer(.adams(learningRate: .cosine(peak: 0.1, steps: 10), weightDecay: 0.01))
  }

  private func stepping(
    _ stepper: any ResumableStepper, _ groups: [ParameterGroup], _ run: ResumedRun
  ) throws -> any ResumableStepper {
    var stepper = stepper
    for parameter in groups.flatMap(\.parameters) { parameter.setGradient(parameter.value) }
    try stepper.step(groups)
    return stepper
  }

  /// Expects that a run goes on with the same bits, whenever it is saved and whoever loads it.
  private func expectResume(
    _ wrapped: (any ResumableStepper) -> any ResumableStepper
  ) throws {
    let steps = 7
    let run = try ResumedRun()
    var stepper = wrapped(try adam())
    try stepper.save(to: run.file("0"), groups: run.groups)
    for step in 1...steps {
      try run.take(step, with: &stepper)
      try stepper.save(to: run.file("\(step)"), groups: run.groups)
    }
    let end = run.bits(stepper)
    for saved in 0...steps {
      let other = try ResumedRun(isReversed: true)
      var resumed = wrapped(try adam())
      // What a receiver has done before must leave no trace.
      if saved.isMultiple(of: 2) { for step in 2...4 { try other.take(step, with: &resumed) } }
      try resumed.load(from: run.file("\(saved)"), groups: other.groups)
      for step in (saved + 1)..<(steps + 1) { try other.take(step, with: &resumed) }
      #expect(other.bits(resumed) == end, "saved after \(saved)")
      guard saved.isMultiple(of: 3) else { continue }
      try resumed.save(to: other.file("again"), groups: other.groups)
      #expect(run.sameBytes(other.file("again"), run.file("\(steps)")), "saved after \(saved)")
    }
  }
}

/// Lookahead that saves its optimizer only.
private struct ForgetfulLookahead<Base: ResumableStepper>: ResumableStepper {
  var base: Lookahead<Base>

  var stepCount: Int { base.stepCount }

  mutating func step(
    _ groups: [ParameterGroup], recompute: (() -> Void)?
  ) throws(OptimizerError) -> StepReport {
    try base.step(groups, recompute: recompute)
  }

  mutating func transferState(through checkpoint: inout Checkpoint) throws(OptimizerError) {
    try base.base.transferState(through: &checkpoint)
  }
}
