import Descent
import Testing

@Suite struct AggMoTests {
  @Test(
    arguments: ReferenceCase.cases(
      from: "pytorch_optimizer", callees: ["pytorch_optimizer.AggMo"]))
  func `is pytorch_optimizer's AggMo`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let betas = [settings["beta1"], settings["beta2"], settings["beta3"]]
    let rate = settings["weightDecay"]
    let schedule = reference.schedule
    let largest = Composition.sgd(learningRate: schedule, momentum: betas[2], decay: .l2(rate))
    let fewer = Composition.aggmo(
      learningRate: schedule, betas: Array(betas.dropFirst()), decay: .l2(rate))
    try ReferenceCheck(reference: reference).expect(
      .aggmo(learningRate: schedule, betas: betas, decay: .l2(rate)),
      notMistakenFor: [largest, fewer])
  }
}
