import Descent
import Testing

@Suite struct AdaBeliefRecipeTests {
  @Test(arguments: ReferenceCase.cases(from: "optax", callees: ["optax.adabelief"]))
  func `is optax's AdaBelief`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(_ epsilon: Double, inAverage: Double) -> Composition {
      .adabelief(
        learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
        epsilon: epsilon, epsilonInAverage: inAverage)
    }
    let epsilon = settings["epsilon"]
    let inAverage = settings["epsilonInside"]
    let adam = Composition.adam(
      learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
      epsilon: epsilon)
    let swapped = composition(inAverage, inAverage: epsilon)
    try ReferenceCheck(reference: reference).expect(
      composition(epsilon, inAverage: inAverage),
      notMistakenFor: epsilon == inAverage ? [adam] : [adam, swapped])
  }

  @Test(arguments: ReferenceCase.cases(from: "timm", callees: ["timm.optim.AdaBelief"]))
  func `is timm's AdaBelief`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let rate = settings["weightDecay"]
    func composition(rectified: Bool, _ decay: any DecayPolicy) -> Composition {
      .adabelief(
        learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
        epsilon: settings["epsilon"], rectified: rectified, decay: decay)
    }
    let isIndependent = settings.isOn("independent")
    let own: any DecayPolicy = isIndependent ? .vanilla(rate) : .decoupled(rate)
    let other: any DecayPolicy = isIndependent ? .decoupled(rate) : .vanilla(rate)
    let rectified = settings.isOn("rectified")
    var neighbours = [composition(rectified: !rectified, own)]
    if rate > 0 { neighbours.append(composition(rectified: rectified, other)) }
    try ReferenceCheck(reference: reference).expect(
      composition(rectified: rectified, own), notMistakenFor: neighbours)
  }
}
