import Descent
import Testing

@Suite struct RAdamTests {
  @Test(arguments: ReferenceCase.cases(from: "torch", callees: ["torch.optim.RAdam"]))
  func `is PyTorch's RAdam`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let rate = settings["weightDecay"]
    func composition(
      threshold: Double = 5, correctsEpsilon: Bool = true, decoupled: Bool
    ) -> Composition {
      .radam(
        learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
        epsilon: settings["epsilon"], correctsEpsilon: correctsEpsilon, threshold: threshold,
        decay: decoupled ? DecoupledDecay.decoupled(rate) : L2Decay.coupled(rate))
    }
    let decoupled = settings.isOn("decoupled")
    var neighbours = [composition(threshold: 4, decoupled: decoupled)]
    if rate > 0 { neighbours.append(composition(decoupled: !decoupled)) }
    if settings["epsilon"] > 1e-3 {
      neighbours.append(composition(correctsEpsilon: false, decoupled: decoupled))
    }
    try ReferenceCheck(reference: reference).expect(
      composition(decoupled: decoupled), notMistakenFor: neighbours)
  }

  @Test(arguments: ReferenceCase.cases(from: "optax", callees: ["optax.radam"]))
  func `is optax's RAdam`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(threshold: Double, correctsEpsilon: Bool = false) -> Composition {
      .radam(
        learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
        epsilon: settings["epsilon"], correctsEpsilon: correctsEpsilon, threshold: threshold)
    }
    let threshold = settings["threshold"]
    var neighbours = [composition(threshold: threshold - 1)]
    if settings["epsilon"] > 1e-3 {
      neighbours.append(composition(threshold: threshold, correctsEpsilon: true))
    }
    try ReferenceCheck(reference: reference).expect(
      composition(threshold: threshold), notMistakenFor: neighbours)
  }
}
