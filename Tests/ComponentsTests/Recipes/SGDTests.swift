import Descent
import Testing

@Suite struct SGDTests {
  @Test(arguments: ReferenceCase.cases(from: "torch", callees: ["torch.optim.SGD"]))
  func `is PyTorch's SGD`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let rate = settings["weightDecay"]
    let decay: any DecayPolicy = rate > 0 ? .l2(rate) : .none
    func composition(damped: Double? = nil, nesterov: Bool? = nil) -> Composition {
      .sgd(
        learningRate: reference.schedule, momentum: settings["momentum"],
        dampening: damped ?? settings["dampening"],
        nesterov: nesterov ?? settings.isOn("nesterov"), decay: decay)
    }
    var neighbours: [Composition] = []
    if settings["momentum"] > 0, settings["dampening"] == 0 {
      neighbours = [composition(nesterov: !settings.isOn("nesterov"))]
    } else if settings["momentum"] > 0 {
      neighbours = [composition(damped: 0)]
    }
    if settings["weightDecay"] > 0, settings["momentum"] > 0 {
      neighbours.append(
        .sgdw(
          learningRate: reference.schedule, momentum: settings["momentum"],
          dampening: settings["dampening"], nesterov: settings.isOn("nesterov"),
          weightDecay: settings["weightDecay"]))
    }
    try ReferenceCheck(reference: reference).expect(composition(), notMistakenFor: neighbours)
  }

  @Test(arguments: ReferenceCase.cases(from: "authors", callees: ["swd_optim.SGDS"]))
  func `is the SWD authors' SGDS`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let composition = Composition.sgds(
      learningRate: reference.schedule, momentum: settings["momentum"],
      dampening: settings["dampening"], nesterov: settings.isOn("nesterov"),
      weightDecay: settings["weightDecay"])
    let decoupled = Composition.sgdw(
      learningRate: reference.schedule, momentum: settings["momentum"],
      dampening: settings["dampening"], nesterov: settings.isOn("nesterov"),
      weightDecay: settings["weightDecay"])
    // Where momentum amplifies by 1, stable decay is decoupled decay.
    let gain = (1 - settings["dampening"]) / (1 - settings["momentum"])
    try ReferenceCheck(reference: reference).expect(
      composition, notMistakenFor: abs(gain - 1) < 1e-9 ? [] : [decoupled])
  }
}
