import Descent
import Testing

@Suite struct ADOPTTests {
  @Test(
    arguments: ReferenceCase.cases(from: "optax", callees: ["optax.contrib.adopt"])
      + ReferenceCase.cases(from: "timm", callees: ["timm.optim.Adopt"]))
  func `is optax' and timm's ADOPT`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let clips = settings.numbers["clips"] ?? (settings.numbers["clipExponent"] == nil ? 0 : 1)
    let rate = settings.numbers["weightDecay"] ?? 0
    func composition(clips: Bool) -> Composition {
      var composition = Composition.adopt(
        learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
        epsilon: settings["epsilon"], clips: clips,
        clipExponent: settings.numbers["clipExponent"] ?? 0.25, decay: .decoupled(rate))
      if rate > 0, !settings.isOn("decoupled") { composition.decay = .l2(rate) }
      return composition
    }
    var neighbours = [composition(clips: clips == 0)]
    if rate > 0, settings.isOn("decoupled") {
      var always = composition(clips: clips == 1)
      always.decay = .decoupled(rate)
      neighbours.append(always)
    }
    try ReferenceCheck(reference: reference).expect(
      composition(clips: clips == 1), notMistakenFor: neighbours)
  }
}
