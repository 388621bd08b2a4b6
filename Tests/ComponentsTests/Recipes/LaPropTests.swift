import Descent
import Testing

@Suite struct LaPropTests {
  /// timm decays after the step, which this package does not.
  @Test(
    arguments: ReferenceCase.cases(from: "timm", callees: ["timm.optim.LaProp"])
      .filter { $0.settings["weightDecay"] == 0 && !$0.settings.isOn("cautious") })
  func `is timm's LaProp`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(weighsByRate: Bool) -> Composition {
      .laprop(
        learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
        epsilon: settings["epsilon"], weighsByRate: weighsByRate)
    }
    let adam = Composition.adam(
      learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
      epsilon: settings["epsilon"])
    if Set(reference.learningRates).count == 1 {
      try ReferenceCheck(reference: reference).expect(
        composition(weighsByRate: false), notMistakenFor: [adam])
    }
    try ReferenceCheck(reference: reference).expect(
      composition(weighsByRate: true),
      notMistakenFor: Set(reference.learningRates).count == 1
        ? [adam] : [adam, composition(weighsByRate: false)])
  }
}
