import Descent
import Testing

@Suite struct AdaBoundRecipeTests {
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
        epsilon: settings["epsilon"], keepsMaximum: amsbound, decay: decay)
    }
    // There, the final rate is not multiplied by a group's multiplier.
    var check = ReferenceCheck(reference: reference)
    for group in reference.groups where group.learningRateMultiplier != 1 {
      check.exceptions[group.name] = composition(
        multiplier: group.learningRateMultiplier, amsbound: amsbound, .decoupled(rate))
    }
    let own = composition(amsbound: amsbound, .decoupled(rate))
    var neighbours = [composition(gamma: 2, amsbound: amsbound, .decoupled(rate))]
    // With a slow second moment the maximum is the moment itself for many steps.
    if settings["beta2"] < 0.9 {
      neighbours.append(composition(amsbound: !amsbound, .decoupled(rate)))
    }
    if rate > 0 { neighbours.append(composition(amsbound: amsbound, .l2(rate))) }
    try check.expect(own, notMistakenFor: neighbours)

    check.exceptions = [:]
    #expect(try check.firstDifference(of: own) != nil)
  }
}
