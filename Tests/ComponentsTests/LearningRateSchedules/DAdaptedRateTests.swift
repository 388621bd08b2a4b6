import Descent
import Testing

@Suite struct DAdaptedRateTests {
  @Test(arguments: DistanceCheck.cases("dadaptation.DAdaptSGD"))
  func `is the authors' D-Adaptation for SGD`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(momentum: Double? = nil, limit: Double? = nil) -> Composition {
      .dadaptSGD(
        learningRate: reference.schedule, momentum: momentum ?? settings["beta1"],
        initialDistance: settings["initialDistance"], growth: limit ?? settings["growth"])
    }
    var neighbours = [composition(momentum: 0.5)]
    if settings["growth"] < 1e9 { neighbours.append(composition(limit: 1e30)) }
    try DistanceCheck(reference: reference).expect(composition(), notMistakenFor: neighbours)
  }

  @Test(arguments: DistanceCheck.cases("dadaptation.DAdaptAdam"))
  func `is the authors' D-Adaptation for Adam`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(
      beta1: Double? = nil, limit: Double? = nil, epsilon: Double = 1,
      decay: (any DecayPolicy)? = nil
    ) -> Composition {
      .dadaptAdam(
        learningRate: reference.schedule, beta1: beta1 ?? settings["beta1"],
        beta2: settings["beta2"], epsilon: epsilon * settings["epsilon"],
        initialDistance: settings["initialDistance"], growth: limit ?? settings["growth"],
        decay: decay ?? .decoupled(settings["weightDecay"]))
    }
    var neighbours = [composition(beta1: 0.5)]
    if settings["growth"] < 1e9 {
      neighbours += [composition(limit: 1e30), composition(epsilon: 0.5)]
    }
    if settings["weightDecay"] > 0 { neighbours.append(composition(decay: .none)) }
    try DistanceCheck(reference: reference).expect(composition(), notMistakenFor: neighbours)
  }

  @Test func `another preconditioner is refused`() {
    var composition = Composition.dadaptAdam(learningRate: .constant(1))
    composition.preconditioner = Divided.rootMeanSquare(beta: 0.99, correctsBias: false)
    let error = #expect(throws: OptimizerError.self) { try Optimizer(composition) }
    #expect(error?.message.contains("but the preconditioner is") == true)
  }

  @Test func `a first gradient of 0 is no start`() throws {
    let weight = Parameter("weight", [1, 2])
    let group = ParameterGroup("all", [weight])
    var optimizer = try Optimizer(.dadaptSGD(learningRate: .constant(1)))
    weight.setGradient([0, 0])
    #expect(throws: OptimizerError.self) { try optimizer.step([group]) }
    weight.setGradient([0, 2])
    #expect(try optimizer.step([group]).step == 1)
  }
}
