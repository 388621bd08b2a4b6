import Descent
import Testing

@Suite struct SignumTests {
  @Test(
    arguments: ReferenceCase.cases(from: "optax", callees: ["optax.sign_sgd", "optax.signum"])
      + ReferenceCase.cases(from: "pytorch_optimizer", callees: ["pytorch_optimizer.SignSGD"]))
  func `is signSGD and Signum of optax and pytorch_optimizer`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let beta = settings.numbers["beta"] ?? 0
    let decay = settings.numbers["weightDecay"] ?? 0
    func composition(momentum: Double, weightDecay: Double) -> Composition {
      .signum(
        learningRate: reference.schedule, momentum: momentum, weightDecay: weightDecay)
    }
    try ReferenceCheck(reference: reference).expect(
      composition(momentum: beta, weightDecay: decay),
      notMistakenFor: [
        composition(momentum: beta == 0 ? 0.9 : 0, weightDecay: decay),
        composition(momentum: beta, weightDecay: decay + 0.01),
      ])
  }
}
