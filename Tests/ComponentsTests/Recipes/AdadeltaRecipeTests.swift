import Descent
import Testing

@Suite struct AdadeltaRecipeTests {
  @Test(
    arguments: ReferenceCase.cases(from: "torch", callees: ["torch.optim.Adadelta"])
      + ReferenceCase.cases(from: "optax", callees: ["optax.adadelta"]))
  func `is PyTorch's and optax's Adadelta`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let rate = settings["weightDecay"]
    func composition(_ decay: any DecayPolicy) -> Composition {
      .adadelta(
        learningRate: reference.schedule, rho: settings["rho"], epsilon: settings["epsilon"],
        decay: decay)
    }
    let mean = Composition(
      moments: .gradient,
      preconditioner: .rootMeanSquare(
        beta: settings["rho"], epsilon: settings["epsilon"], correctsBias: false),
      decay: .l2(rate), schedule: reference.schedule)
    try ReferenceCheck(reference: reference).expect(
      composition(.l2(rate)),
      notMistakenFor: [mean] + (rate > 0 ? [composition(.decoupled(rate))] : []))
  }
}
