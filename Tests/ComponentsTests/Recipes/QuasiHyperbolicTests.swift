import Descent
import Testing

@Suite struct QuasiHyperbolicTests {
  @Test(
    arguments: ReferenceCase.cases(from: "inventors", callees: ["qhoptim.QHM"])
      + ReferenceCase.cases(from: "pytorch_optimizer", callees: ["pytorch_optimizer.QHM"]))
  func `is the inventors' QHM`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let rate = settings["weightDecay"]
    let isDecoupled = reference.name.contains("decoupled")
    func composition(nu: Double, decoupled: Bool) -> Composition {
      var composition = Composition.qhm(
        learningRate: reference.schedule, beta: settings["beta"], nu: nu, decay: .l2(rate))
      if decoupled { composition.decay = .decoupled(rate) }
      return composition
    }
    var neighbours = [composition(nu: 1, decoupled: isDecoupled)]
    if rate > 0 { neighbours.append(composition(nu: settings["nu"], decoupled: !isDecoupled)) }
    try ReferenceCheck(reference: reference).expect(
      composition(nu: settings["nu"], decoupled: isDecoupled), notMistakenFor: neighbours)
  }

  @Test(
    arguments: ReferenceCase.cases(from: "inventors", callees: ["qhoptim.QHAdam"])
      + ReferenceCase.cases(from: "pytorch_optimizer", callees: ["pytorch_optimizer.QHAdam"]))
  func `is the inventors' QHAdam`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(nu1: Double, nu2: Double) -> Composition {
      .qhadam(
        learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
        nu1: nu1, nu2: nu2, epsilon: settings["epsilon"], decay: .decoupled(settings["weightDecay"])
      )
    }
    let nu2 = settings["nu2"]
    try ReferenceCheck(reference: reference).expect(
      composition(nu1: settings["nu1"], nu2: nu2),
      notMistakenFor: [
        composition(nu1: 1, nu2: nu2), composition(nu1: settings["nu1"], nu2: nu2 < 1 ? 1 : 0.9),
      ])
  }
}
