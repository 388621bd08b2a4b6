import Descent
import Testing

@Suite struct LARSTests {
  @Test(arguments: ReferenceCase.cases(from: "timm", callees: ["timm.optim.Lars"]))
  func `is timm's LARS`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(clips: Bool, adapts: Bool, sumsNorms: Bool = true) -> Composition {
      .lars(
        learningRate: reference.schedule, momentum: settings["momentum"],
        dampening: settings["dampening"], nesterov: settings.isOn("nesterov"),
        trustCoefficient: settings["trustCoefficient"],
        epsilon: settings["epsilon"], sumsNorms: sumsNorms, clipsTrust: clips,
        adaptsWithoutDecay: adapts, decay: .decoupled(settings["weightDecay"]))
    }
    let clips = settings.isOn("trustClip")
    let adapts = settings.isOn("alwaysAdapt")
    let sgdw = Composition.sgdw(
      learningRate: reference.schedule, momentum: settings["momentum"],
      dampening: settings["dampening"], nesterov: settings.isOn("nesterov"),
      weightDecay: settings["weightDecay"])
    try ReferenceCheck(reference: reference).expect(
      composition(clips: clips, adapts: adapts),
      notMistakenFor: [
        sgdw, composition(clips: !clips, adapts: adapts),
        composition(clips: clips, adapts: !adapts),
        composition(clips: clips, adapts: adapts, sumsNorms: false),
      ])
  }
}
