import Descent
import Testing

@Suite struct LAMBTests {
  @Test(arguments: ReferenceCase.cases(from: "optax", callees: ["optax.lamb"]))
  func `is optax's LAMB`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(weightDecay: Double, adapts: Bool = true) -> Composition {
      .lamb(
        learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
        epsilon: settings["epsilon"], adaptsWithoutDecay: adapts, decay: .decoupled(weightDecay))
    }
    let decay = settings["weightDecay"]
    let adamw = Composition.adamw(
      learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
      epsilon: settings["epsilon"], weightDecay: decay)
    var outside = composition(weightDecay: 0)
    outside.decay = .l2(decay)
    try ReferenceCheck(reference: reference).expect(
      composition(weightDecay: decay),
      notMistakenFor: [adamw, outside, composition(weightDecay: decay, adapts: false)])
  }

  @Test(arguments: ReferenceCase.cases(from: "timm", callees: ["timm.optim.Lamb"]))
  func `is timm's LAMB`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(clipsTrust: Bool, adapts: Bool, corrects: Bool) -> Composition {
      var composition = Composition.lamb(
        learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
        epsilon: settings["epsilon"], correctsBias: corrects,
        averagesGradients: settings.isOn("gradientAveraging"), clipsTrust: clipsTrust,
        adaptsWithoutDecay: adapts, decay: .decoupled(settings["weightDecay"]))
      if let limit = settings.numbers["maximumNorm"] {
        composition.transforms = [ClipByNorm.clip(globalNorm: limit)]
      }
      return composition
    }
    let clips = settings.isOn("trustClip")
    let adapts = settings.isOn("alwaysAdapt")
    let corrects = settings.isOn("biasCorrection")
    var neighbours = [
      composition(clipsTrust: clips, adapts: !adapts, corrects: corrects),
      composition(clipsTrust: clips, adapts: adapts, corrects: !corrects),
    ]
    // A step that is a sum of gradients is longer than the parameter, and its ratio below 1.
    if settings.isOn("gradientAveraging") {
      neighbours.append(composition(clipsTrust: !clips, adapts: adapts, corrects: corrects))
    }
    try ReferenceCheck(reference: reference).expect(
      composition(clipsTrust: clips, adapts: adapts, corrects: corrects), notMistakenFor: neighbours
    )
  }
}
