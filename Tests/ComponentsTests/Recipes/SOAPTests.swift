import Descent
import Testing

@Suite struct SOAPTests {
  @Test(
    arguments: ReferenceCase.cases(
      from: "pytorch_optimizer", callees: ["pytorch_optimizer.SOAP"]
    ).filter { $0.settings.numbers["weightDecay"] == 0 })  // There, decay follows the step.
  func `is pytorch_optimizer's SOAP`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let vectors = settings.isOn("rotatesVectors")
    func composition(basisBeta: Double, every: Int, rotatesVectors: Bool) -> Composition {
      .soap(
        learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
        epsilon: settings["epsilon"], basisBeta: basisBeta, every: every,
        rotatesVectors: rotatesVectors)
    }
    let beta = settings["shampooBeta"]
    let every = Int(settings["every"])
    let adam = Composition.adam(
      learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
      epsilon: settings["epsilon"])
    var neighbours = [
      adam, composition(basisBeta: beta, every: every == 1 ? 2 : 1, rotatesVectors: vectors),
    ]
    if every == 1 {
      neighbours.append(composition(basisBeta: 0.5, every: every, rotatesVectors: vectors))
    }
    try ReferenceCheck(reference: reference).expect(
      composition(basisBeta: beta, every: every, rotatesVectors: vectors),
      notMistakenFor: neighbours)
  }
}
