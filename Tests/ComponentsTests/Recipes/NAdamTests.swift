import Descent
import Testing

@Suite struct NAdamTests {
  @Test(arguments: ReferenceCase.cases(from: "torch", callees: ["torch.optim.NAdam"]))
  func `is PyTorch's NAdam`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let rate = settings["weightDecay"]
    func composition(dip: Double = 0.5, decoupled: Bool? = nil) -> Composition {
      var composition = Composition.nadam(
        learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
        epsilon: settings["epsilon"], dip: dip, momentumDecay: settings["momentumDecay"],
        decay: .l2(rate))
      if decoupled ?? settings.isOn("decoupled") { composition.decay = .decoupled(rate) }
      return composition
    }
    var neighbours = [composition(dip: 0), composition(dip: 1)]
    if rate > 0 { neighbours.append(composition(decoupled: !settings.isOn("decoupled"))) }
    try ReferenceCheck(reference: reference).expect(composition(), notMistakenFor: neighbours)
  }

  @Test(
    arguments: ReferenceCase.cases(from: "optax", callees: ["optax.adam", "optax.adamw"])
      .filter { $0.settings.numbers["nesterov"] == 1 })
  func `is optax' NAdam`(_ reference: ReferenceCase) throws {
    let neighbours = [
      nadamw(reference, dip: 0.5), nadamw(reference, dip: 0, correctsAhead: false),
    ]
    try ReferenceCheck(reference: reference).expect(
      nadamw(reference, dip: 0), notMistakenFor: neighbours)
  }

  @Test(
    arguments: ReferenceCase.cases(from: "timm", callees: ["timm.optim.NAdamW"])
      .filter { $0.settings.numbers["cautious"] == 0 })
  func `is timm's NAdamW`(_ reference: ReferenceCase) throws {
    try ReferenceCheck(reference: reference).expect(
      nadamw(reference, dip: 0, correctsAhead: false),
      notMistakenFor: [nadamw(reference, dip: 0)])
  }

  private func nadamw(
    _ reference: ReferenceCase, dip: Double, correctsAhead: Bool = true
  ) -> Composition {
    let settings = reference.settings
    return .nadamw(
      learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
      epsilon: settings["epsilon"], dip: dip, correctsAhead: correctsAhead,
      weightDecay: settings.numbers["weightDecay"] ?? 0)
  }
}
