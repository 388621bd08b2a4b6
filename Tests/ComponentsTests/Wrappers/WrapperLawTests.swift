import Descent
import Testing

/// What every wrapper keeps of what an optimizer promises.
@Suite struct WrapperLawTests {
  @Test(arguments: Wrapping.all)
  func `a copy goes on by itself`(_ wrapping: Wrapping) throws {
    try WrapperLaws(wrapping).copyGoesOnByItself()
  }

  // A micro-batch that is not the last never fails; AccumulationTests has its own.
  @Test(arguments: Wrapping.all.filter { $0 != .accumulation })
  func `a step that throws changes nothing`(_ wrapping: Wrapping) throws {
    try WrapperLaws(wrapping).throwingStepChangesNothing()
  }

  @Test(arguments: Wrapping.all.filter { $0 != .accumulation })
  func `equal micro-batches are one step, inside and outside`(_ wrapping: Wrapping) throws {
    try WrapperLaws(wrapping).equalMicroBatchesAreOneStep()
  }

  // SAM's norm is that of all groups.
  @Test(arguments: Wrapping.all.filter { $0 != .sharpnessAware })
  func `a group that joins later goes its way as if alone`(_ wrapping: Wrapping) throws {
    try WrapperLaws(wrapping).lateGroupGoesItsOwnWay()
  }

  @Test(arguments: [Wrapping.exponentialAverage, .equalAverage, .lookahead, .scheduleFree])
  func `averages go in and out and change no step`(_ wrapping: Wrapping) throws {
    try WrapperLaws(wrapping).averagesChangeNoStep()
  }

  @Test(arguments: [Wrapping.exponentialAverage, .equalAverage])
  func `averaging changes no step`(_ wrapping: Wrapping) throws {
    try WrapperLaws(wrapping).averagingChangesNoStep()
  }

  @Test func `a careless wrapper is caught by every law`() {
    let laws = WrapperLaws(.careless)
    for law in [
      laws.copyGoesOnByItself, laws.throwingStepChangesNothing, laws.equalMicroBatchesAreOneStep,
      laws.lateGroupGoesItsOwnWay, laws.averagesChangeNoStep, laws.averagingChangesNoStep,
    ] {
      withKnownIssue { try law() }
    }
  }

  @Test func `a step while the parameters hold the averages traps`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var optimizer = try Optimizer(.sgd(learningRate: .constant(1))).averagingWeights()
      optimizer.exchangeAverages()
      try optimizer.step([])
    }
    // An optimized build stops without a message.
    #if DEBUG
      let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(message.contains("the parameters hold the averages"))
    #endif
  }

  @Test func `a setting out of range traps with its name`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = try Optimizer(.sgd(learningRate: .constant(1))).lookahead(period: 0)
    }
    // An optimized build stops without a message.
    #if DEBUG
      let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(message.contains("Lookahead: period must be in 1..., but is 0"))
    #endif
  }
}
