import Descent
import Testing

@Suite struct AdaBoundTests {
  @Test(
    arguments: ReferenceCase.cases(
      from: "pytorch_optimizer", callees: ["pytorch_optimizer.AdaBound"]))
  func `is pytorch_optimizer's AdaBound`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let rate = settings["weightDecay"]
    let finalScale = settings["finalLearningRate"] / settings["learningRate"]
    let amsbound = settings.isOn("amsgrad")
    func composition(
      multiplier: Double = 1, gamma: Double = 1, amsbound: Bool, _ decay: any DecayPolicy
    ) -> Composition {
      .adabound(
        learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
        finalScale: finalScale / multiplier, gamma: settings["gamma"] * gamma,
        epsilon: settings["epsilon"], amsbound: amsbound, decay: decay)
    }
    // There, the final rate is not multiplied by a group's multiplier.
    var check = ReferenceCheck(reference: reference)
    for group in reference.groups {
      check.exceptions[group.name] = composition(
        multiplier: group.learningRateMultiplier, amsbound: amsbound, .decoupled(rate))
    }
    let own = try #require(check.exceptions["first"])
    try check.expect(own)

    check.exceptions = ["second": own]
    var neighbours = [
      own, composition(gamma: 2, amsbound: amsbound, .decoupled(rate)),
      composition(amsbound: !amsbound, .decoupled(rate)),
    ]
    if rate > 0 { neighbours.append(composition(amsbound: amsbound, .l2(rate))) }
    for neighbour in neighbours {
      #expect(try check.firstDifference(of: neighbour) != nil, "mistaken for \(neighbour)")
    }
  }
}
