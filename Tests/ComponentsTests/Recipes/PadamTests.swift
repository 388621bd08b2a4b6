import Descent
import Testing

@Suite struct PadamTests {
  @Test(
    arguments: ReferenceCase.cases(from: "inventors", callees: ["padam.Padam"])
      + ReferenceCase.cases(from: "pytorch_optimizer", callees: ["pytorch_optimizer.PAdam"]))
  func `is Padam of its authors and of pytorch_optimizer`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let rate = settings["weightDecay"]
    let isDecoupled = (settings.numbers["decoupled"] ?? 0) != 0
    let amsgrad = (settings.numbers["amsgrad"] ?? 0) != 0
    func composition(
      _ power: Double, amsgrad: Bool, correctsBias: Bool = true
    ) -> Composition {
      .padam(
        learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
        power: power, epsilon: settings["epsilon"], keepsMaximum: amsgrad,
        correctsBias: correctsBias,
        decay: isDecoupled ? DecoupledDecay.decoupled(rate) : L2Decay.coupled(rate))
    }
    let power = settings["partialPower"]
    // With a slow second moment the maximum is the moment itself for many steps.
    let falls = settings["beta2"] < 0.9
    try ReferenceCheck(reference: reference).expect(
      composition(power, amsgrad: amsgrad),
      notMistakenFor: [
        composition(power / 2, amsgrad: amsgrad),
        composition(power, amsgrad: amsgrad, correctsBias: false),
      ] + (falls ? [composition(power, amsgrad: !amsgrad)] : []))
  }
}
