import Descent
import Testing

@Suite struct AdamaxTests {
  @Test(
    arguments: ReferenceCase.cases(from: "torch", callees: ["torch.optim.Adamax"])
      + ReferenceCase.cases(from: "optax", callees: ["optax.adamax", "optax.adamaxw"]))
  func `is PyTorch's and optax's Adamax`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let rate = settings.numbers["weightDecay"] ?? 0
    func composition(outside: Bool = false, _ decay: any DecayPolicy) -> Composition {
      .adamax(
        learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
        epsilon: outside ? 0 : settings["epsilon"],
        epsilonOutside: outside ? settings["epsilon"] : 0, decay: decay)
    }
    let isDecoupled = reference.callee == "optax.adamaxw"
    let own: any DecayPolicy = isDecoupled ? .decoupled(rate) : .l2(rate)
    let other: any DecayPolicy = isDecoupled ? .l2(rate) : .decoupled(rate)
    var neighbours = rate > 0 ? [composition(other)] : []
    if settings["epsilon"] > 1e-3 { neighbours.append(composition(outside: true, own)) }
    try ReferenceCheck(reference: reference).expect(composition(own), notMistakenFor: neighbours)
  }
}
