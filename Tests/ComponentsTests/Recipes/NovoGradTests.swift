import Descent
import Testing

@Suite struct NovoGradTests {
  @Test(
    arguments: ReferenceCase.cases(from: "optax", callees: ["optax.novograd"])
      + ReferenceCase.cases(from: "timm", callees: ["timm.optim.NvNovoGrad"])
      + ReferenceCase.cases(from: "pytorch_optimizer", callees: ["pytorch_optimizer.NovoGrad"]))
  func `is NovoGrad of optax, timm and pytorch_optimizer`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let averages = (settings.numbers["gradientAveraging"] ?? 0) != 0
    let isDecoupled = (settings.numbers["decoupled"] ?? 0) != 0
    func composition(_ averaging: NovoGradAveraging, decoupled: Bool) -> Composition {
      .novograd(
        learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
        epsilon: settings["epsilon"], averaging: averaging, absorbsDecay: !decoupled,
        decay: .decoupled(settings["weightDecay"]))
    }
    let isKozistr = reference.callee.hasPrefix("pytorch_optimizer")
    let own: NovoGradAveraging =
      averages ? (isKozistr ? .averageFromFirst : .averageFromZero) : .sum
    var neighbours = NovoGradAveraging.allCases.filter { $0 != own }.map {
      composition($0, decoupled: isDecoupled)
    }
    if settings["weightDecay"] > 0 { neighbours.append(composition(own, decoupled: !isDecoupled)) }
    try ReferenceCheck(reference: reference).expect(
      composition(own, decoupled: isDecoupled), notMistakenFor: neighbours)
  }
}
