import Descent
import Testing

@Suite struct AMSGradRecipeTests {
  @Test(arguments: ReferenceCase.cases(from: "optax", callees: ["optax.amsgrad"]))
  func `is optax's AMSGrad`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(_ correction: RunningMaximum.Correction?) -> Composition {
      .amsgrad(
        learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
        epsilon: settings["epsilon"], correction: correction)
    }
    try ReferenceCheck(reference: reference).expect(
      composition(.beforeMaximum),
      notMistakenFor: [composition(.afterMaximum), composition(nil)])
  }

  @Test(arguments: ReferenceCase.cases(from: "torch", callees: ["torch.optim.Adam"]))
  func `is PyTorch's AMSGrad`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    guard settings.isOn("amsgrad") else { return }
    func composition(_ correction: RunningMaximum.Correction?) -> Composition {
      .amsgrad(
        learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
        epsilon: settings["epsilon"], correction: correction, decay: .l2(settings["weightDecay"]))
    }
    try ReferenceCheck(reference: reference).expect(
      composition(.afterMaximum),
      notMistakenFor: [composition(.beforeMaximum), composition(nil)])
  }
}
