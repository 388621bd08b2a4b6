import Descent
import Testing

@Suite struct FurtherRecipeTests {
  @Test(arguments: ReferenceCase.cases(from: "optax", callees: ["optax.contrib.madgrad"]))
  func `is optax' MADGRAD`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(momentum: Double? = nil, epsilon: Double = 1, decay: Double = 1) -> Composition
    {
      .madgrad(
        learningRate: reference.schedule, momentum: momentum ?? settings["momentum"],
        epsilon: epsilon * settings["epsilon"], decay: .l2(decay * settings["weightDecay"]))
    }
    var neighbours = [composition(momentum: 0.75)]
    if settings["epsilon"] > 1e-3 { neighbours.append(composition(epsilon: 0)) }
    if settings["weightDecay"] > 0 { neighbours.append(composition(decay: 2)) }
    try ReferenceCheck(reference: reference).expect(composition(), notMistakenFor: neighbours)
  }

  @Test(arguments: ReferenceCase.cases(from: "optax", callees: ["optax.contrib.cocob"]))
  func `is optax' COCOB`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(alpha: Double = 1, epsilon: Double = 1, decay: Double = 1) -> Composition {
      .cocob(
        learningRate: reference.schedule, alpha: alpha * settings["alpha"],
        epsilon: epsilon * settings["epsilon"], decay: .l2(decay * settings["weightDecay"]))
    }
    var neighbours = [composition(alpha: 0.5)]
    if settings["epsilon"] > 1e-3 { neighbours.append(composition(epsilon: 2)) }
    if settings["weightDecay"] > 0 { neighbours.append(composition(decay: 2)) }
    try ReferenceCheck(reference: reference).expect(composition(), notMistakenFor: neighbours)
  }

  @Test(arguments: ReferenceCase.cases(from: "torch", callees: ["torch.optim.Rprop"]))
  func `is PyTorch's Rprop`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let rate = settings["learningRate"]
    func composition(growth: Double? = nil, shrinkage: Double? = nil, limit: Double = 1)
      -> Composition
    {
      .rprop(
        learningRate: reference.schedule, growth: growth ?? settings["growth"],
        shrinkage: shrinkage ?? settings["shrinkage"], low: settings["low"] / limit / rate,
        high: settings["high"] * limit / rate)
    }
    var neighbours = [composition(growth: 1.5), composition(shrinkage: 0.75)]
    if settings["high"] < 1 { neighbours.append(composition(limit: 100)) }
    try ReferenceCheck(reference: reference).expect(composition(), notMistakenFor: neighbours)
  }

  @Test(
    arguments: ReferenceCase.cases(
      from: "optax", callees: ["optax.optimistic_gradient_descent"]))
  func `is optax' optimistic descent`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(beta: Double = 1) -> Composition {
      .ogd(
        learningRate: reference.schedule, alpha: settings["alpha"], beta: beta * settings["beta"])
    }
    try ReferenceCheck(reference: reference).expect(
      composition(), notMistakenFor: [composition(beta: 0)])
  }

  @Test(
    arguments: ReferenceCase.cases(from: "optax", callees: ["optax.contrib.simplified_ademamix"]))
  func `is optax' simplified AdEMAMix`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(alpha: Double = 1, beta1: Double? = nil) -> Composition {
      .simplifiedAdEMAMix(
        learningRate: reference.schedule, beta1: beta1 ?? settings["beta1"],
        beta2: settings["beta2"], alpha: alpha * settings["alpha"], epsilon: settings["epsilon"],
        weightDecay: settings["weightDecay"])
    }
    try ReferenceCheck(reference: reference).expect(
      composition(), notMistakenFor: [composition(alpha: 2), composition(beta1: 0.5)])
  }
}
