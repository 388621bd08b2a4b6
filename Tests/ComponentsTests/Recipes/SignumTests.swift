import Descent
import Testing

@Suite struct SignumTests {
  @Test(
    arguments: ReferenceCase.cases(from: "optax", callees: ["optax.signum", "optax.sign_sgd"])
      + ReferenceCase.cases(from: "pytorch_optimizer", callees: ["pytorch_optimizer.SignSGD"]))
  func `is optax' and pytorch_optimizer's Signum`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let beta = settings.numbers["beta"] ?? 0
    func composition(_ beta: Double) -> Composition {
      .signum(
        learningRate: reference.schedule, beta: beta,
        decay: .decoupled(settings.numbers["weightDecay"] ?? 0))
    }
    try ReferenceCheck(reference: reference).expect(
      composition(beta), notMistakenFor: [composition(beta == 0 ? 0.9 : 0)])
  }
}
