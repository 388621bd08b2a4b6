import Descent
import Testing

@Suite struct RMSpropTests {
  @Test(arguments: ReferenceCase.cases(from: "torch", callees: ["torch.optim.RMSprop"]))
  func `is PyTorch's RMSprop`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(_ momentum: Double? = nil, centered: Bool? = nil) -> Composition {
      .rmsprop(
        learningRate: reference.schedule, beta: settings["beta"], epsilon: settings["epsilon"],
        centered: centered ?? settings.isOn("centered"),
        momentum: momentum ?? settings["momentum"], decay: .l2(settings["weightDecay"]))
    }
    var neighbours = [composition(centered: !settings.isOn("centered"))]
    if settings["momentum"] > 0 {
      neighbours.append(momentumFirst(composition(), beta: settings["momentum"]))
      neighbours.append(composition(0))
    }
    try ReferenceCheck(reference: reference).expect(composition(), notMistakenFor: neighbours)
  }

  @Test(arguments: ReferenceCase.cases(from: "optax", callees: ["optax.rmsprop"]))
  func `is optax' RMSprop`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let inside = settings.isOn("epsilonInsideRoot")
    func composition(inside: Bool, rateInside: Bool = true) -> Composition {
      .rmsprop(
        learningRate: reference.schedule, beta: settings["beta"],
        epsilon: inside ? 0 : settings["epsilon"],
        epsilonInRoot: inside ? settings["epsilon"] : 0,
        correctsBias: settings.isOn("biasCorrection"), centered: settings.isOn("centered"),
        start: settings["initialScale"], momentum: settings.numbers["momentum"] ?? 0,
        nesterov: settings.isOn("nesterov"), rateInside: rateInside)
    }
    var neighbours: [Composition] = []
    if settings["epsilon"] > 1e-3 { neighbours.append(composition(inside: !inside)) }
    if settings.numbers["momentum"] != nil {
      neighbours.append(composition(inside: inside, rateInside: false))
    }
    try ReferenceCheck(reference: reference).expect(
      composition(inside: inside), notMistakenFor: neighbours)
  }

  @Test(arguments: ReferenceCase.cases(from: "timm", callees: ["timm.optim.RMSpropTF"]))
  func `is TensorFlow's RMSprop, by timm`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(start: Double = 1, rateInside: Bool? = nil) -> Composition {
      var composition = Composition.rmsprop(
        learningRate: reference.schedule, beta: settings["beta"], epsilon: 0,
        epsilonInRoot: settings["epsilon"], centered: settings.isOn("centered"), start: start,
        momentum: settings["momentum"],
        rateInside: rateInside ?? settings.isOn("rateInMomentum"))
      if settings.isOn("decoupled") { composition.decay = .decoupled(settings["weightDecay"]) }
      return composition
    }
    var neighbours = [composition(start: 0)]
    if settings["momentum"] > 0 {
      neighbours.append(composition(rateInside: !settings.isOn("rateInMomentum")))
    }
    try ReferenceCheck(reference: reference).expect(composition(), notMistakenFor: neighbours)
  }

  /// The usual order instead: the average of plain gradients is rescaled.
  private func momentumFirst(_ composition: Composition, beta: Double) -> Composition {
    var composition = composition
    composition.moments = .heavyBall(beta: beta)
    composition.preconditioner = .rootMeanSquare(beta: 0.9, correctsBias: false)
    return composition
  }
}
