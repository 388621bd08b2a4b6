import Descent
import Testing

@Suite struct LionTests {
  @Test(
    arguments: ReferenceCase.cases(from: "optax", callees: ["optax.lion"])
      + ReferenceCase.cases(from: "timm", callees: ["timm.optim.Lion"])
      .filter { $0.settings.numbers["cautious"] == 0 && $0.settings.numbers["corrected"] == 0 })
  func `is optax' and timm's Lion`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let rate = settings["weightDecay"]
    func composition(_ beta1: Double, _ beta2: Double) -> Composition {
      .lion(learningRate: reference.schedule, beta1: beta1, beta2: beta2, decay: .decoupled(rate))
    }
    let lion = composition(settings["beta1"], settings["beta2"])
    var coupled = lion
    coupled.decay = .l2(rate)
    // With equal betas, Lion is Signum.
    let signum = composition(settings["beta1"], settings["beta1"])
    try ReferenceCheck(reference: reference).expect(
      lion, notMistakenFor: [signum] + (rate > 0 ? [coupled] : []))
  }
}
