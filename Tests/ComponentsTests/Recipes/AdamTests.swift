import Descent
import Testing

@Suite struct AdamTests {
  @Test(arguments: ReferenceCase.cases(from: "torch", callees: ["torch.optim.Adam"]))
  func `is PyTorch's Adam`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(amsgrad: Bool, coupled: Bool = true) -> Composition {
      let decay = settings["weightDecay"]
      return coupled
        ? .adam(
          learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
          epsilon: settings["epsilon"], amsgrad: amsgrad, l2: decay)
        : .adamw(
          learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
          epsilon: settings["epsilon"], amsgrad: amsgrad, weightDecay: decay)
    }
    let amsgrad = settings.isOn("amsgrad")
    var neighbours = amsgrad ? [composition(amsgrad: false)] : []
    if settings["weightDecay"] > 0 {
      neighbours.append(composition(amsgrad: amsgrad, coupled: false))
    }
    try ReferenceCheck(reference: reference).expect(
      composition(amsgrad: amsgrad), notMistakenFor: neighbours)
  }

  @Test(arguments: ReferenceCase.cases(from: "torch", callees: ["torch.optim.AdamW"]))
  func `is PyTorch's AdamW`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(_ decay: any DecayPolicy) -> Composition {
      var composition = Composition.adamw(
        learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
        epsilon: settings["epsilon"], amsgrad: settings.isOn("amsgrad"))
      composition.decay = decay
      return composition
    }
    let rate = settings["weightDecay"]
    try ReferenceCheck(reference: reference).expect(
      composition(.decoupled(rate)),
      notMistakenFor: [composition(.l2(rate)), composition(.none), composition(.stable(rate))])
  }

  @Test(arguments: ReferenceCase.cases(from: "authors", callees: ["swd_optim.AdamS"]))
  func `is the SWD authors' AdamS`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(_ decay: any DecayPolicy, amsgrad: Bool) -> Composition {
      var composition = Composition.adams(
        learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
        epsilon: settings["epsilon"], amsgrad: amsgrad)
      composition.decay = decay
      return composition
    }
    let rate = settings["weightDecay"]
    let amsgrad = settings.isOn("amsgrad")
    var neighbours = amsgrad ? [composition(.stable(rate), amsgrad: false)] : []
    if rate > 0 { neighbours.append(composition(.decoupled(rate), amsgrad: amsgrad)) }
    try ReferenceCheck(reference: reference).expect(
      composition(.stable(rate), amsgrad: amsgrad), notMistakenFor: neighbours)
  }
}
