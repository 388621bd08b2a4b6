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
}
