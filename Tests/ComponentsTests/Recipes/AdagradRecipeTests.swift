import Descent
import Testing

@Suite struct AdagradRecipeTests {
  @Test(arguments: ReferenceCase.cases(from: "torch", callees: ["torch.optim.Adagrad"]))
  func `is PyTorch's Adagrad`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    // What PyTorch's argument divides the rates by, as a schedule would.
    let rates = ListedRates.list(
      reference.learningRates.enumerated().map { $1 / (1 + Double($0) * settings["rateDecay"]) })
    func composition(inside: Bool = false, start: Double) -> Composition {
      .adagrad(
        learningRate: rates, start: start, epsilon: inside ? 0 : settings["epsilon"],
        epsilonInRoot: inside ? settings["epsilon"] : 0, decay: .l2(settings["weightDecay"]))
    }
    let start = settings["initialAccumulator"]
    var neighbours = [composition(start: start + 1)]
    if settings["epsilon"] > 1e-3 { neighbours.append(composition(inside: true, start: start)) }
    try ReferenceCheck(reference: reference).expect(
      composition(start: start), notMistakenFor: neighbours)
  }

  @Test(arguments: ReferenceCase.cases(from: "optax", callees: ["optax.adagrad"]))
  func `is optax's Adagrad`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(inside: Bool = true, start: Double) -> Composition {
      .adagrad(
        learningRate: reference.schedule, start: start,
        epsilon: inside ? 0 : settings["epsilon"],
        epsilonInRoot: inside ? settings["epsilon"] : 0)
    }
    let start = settings["initialAccumulator"]
    var neighbours = [composition(start: 0)]
    if settings["epsilon"] > 1e-3 { neighbours.append(composition(inside: false, start: start)) }
    try ReferenceCheck(reference: reference).expect(
      composition(start: start), notMistakenFor: neighbours)
  }
}
