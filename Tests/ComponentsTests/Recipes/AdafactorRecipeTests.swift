import Descent
import Testing

@Suite struct AdafactorRecipeTests {
  @Test(arguments: ReferenceCase.cases(from: "torch", callees: ["torch.optim.Adafactor"]))
  func `is PyTorch's Adafactor`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(
      axes: Adafactor.Axes = .last, limitsRate: Bool = true, factored: Bool = true
    ) -> Composition {
      .adafactor(
        learningRate: reference.schedule,
        preconditioner: .adafactor(
          decayExponent: settings["decayExponent"], epsilon: 0, floor: settings["epsilon"],
          clippingThreshold: settings["clippingThreshold"],
          smallestScale: settings["smallestScale"], limitsRate: limitsRate, axes: axes,
          smallestFactored: factored ? 1 : 1000),
        decay: .decoupled(settings["weightDecay"]))
    }
    var neighbours = [composition(axes: .longest), composition(factored: false)]
    if settings["learningRate"] > 0.5 { neighbours.append(composition(limitsRate: false)) }
    try ReferenceCheck(reference: reference).expect(composition(), notMistakenFor: neighbours)
  }

  @Test(
    arguments: ReferenceCase.cases(from: "optax", callees: ["optax.adafactor"]).filter {
      $0.settings.numbers["momentum"] == nil  // There, the learning rate is inside the average.
    })
  func `is optax's Adafactor`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(
      axes: Adafactor.Axes = .longest, scales: Bool, factored: Bool
    ) -> Composition {
      .adafactor(
        learningRate: reference.schedule,
        preconditioner: .adafactor(
          decayExponent: settings["decayExponent"], epsilon: settings["epsilon"],
          clippingThreshold: settings["clippingThreshold"], scalesByParameter: scales, axes: axes,
          smallestFactored: factored ? Int(settings["smallestFactored"]) : 1000),
        decay: .vanilla(settings["weightDecay"]))
    }
    let factored = settings.isOn("factored")
    let scales = settings.isOn("parameterScale")
    var neighbours = [
      composition(scales: scales, factored: !factored),
      composition(scales: !scales, factored: factored),
    ]
    if factored { neighbours.append(composition(axes: .last, scales: scales, factored: true)) }
    try ReferenceCheck(reference: reference).expect(
      composition(scales: scales, factored: factored), notMistakenFor: neighbours)
  }

  @Test(arguments: ReferenceCase.cases(from: "timm", callees: ["timm.optim.AdafactorBigVision"]))
  func `is timm's Adafactor of Big Vision`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let rate = settings["weightDecay"]
    func composition(largestBeta: Double, momentum: Double) -> Composition {
      .adafactor(
        learningRate: reference.schedule,
        preconditioner: .adafactor(
          decayExponent: settings["decayExponent"], largestBeta: largestBeta,
          epsilon: settings["epsilon"],
          clippingThreshold: settings.numbers["clippingThreshold"] ?? 0, scalesByParameter: false,
          axes: .longest, smallestFactored: Int(settings["smallestFactored"])),
        momentum: momentum,
        decay: settings.isOn("independent")
          ? VanillaDecay.vanilla(rate) : DecoupledDecay.decoupled(rate))
    }
    let largest = settings["largestBeta"]
    let momentum = settings.numbers["momentum"] ?? 0
    try ReferenceCheck(reference: reference).expect(
      composition(largestBeta: largest, momentum: momentum),
      notMistakenFor: [
        composition(largestBeta: 0.5, momentum: momentum),
        composition(largestBeta: largest, momentum: 0.5),
      ])
  }
}
