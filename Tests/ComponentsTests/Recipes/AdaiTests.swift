import Descent
import Testing

@Suite struct AdaiTests {
  @Test(
    arguments: ReferenceCase.cases(
      from: "authors", callees: ["swd_optim.Adai", "swd_optim.AdaiS"])
      + ReferenceCase.cases(from: "pytorch_optimizer", callees: ["pytorch_optimizer.Adai"]))
  func `is the authors' Adai and AdaiS`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let rate = settings["weightDecay"]
    let isStable = reference.name.hasPrefix("AdaiS")
    func composition(beta0: Double = 1, epsilon: Double = 1, stable: Bool) -> Composition {
      let beta0 = beta0 * settings["beta0"]
      let epsilon = epsilon * settings["epsilon"]
      return stable
        ? .adais(
          learningRate: reference.schedule, beta0: beta0, beta2: settings["beta2"],
          epsilon: epsilon, weightDecay: rate)
        : .adai(
          learningRate: reference.schedule, beta0: beta0, beta2: settings["beta2"],
          epsilon: epsilon, decay: .l2(rate))
    }
    var neighbours = [
      composition(beta0: 1.1, stable: isStable), composition(epsilon: 1.5, stable: isStable),
    ]
    if rate > 0 { neighbours.append(composition(stable: !isStable)) }
    try ReferenceCheck(reference: reference).expect(
      composition(stable: isStable), notMistakenFor: neighbours)
  }

  @Test func `stable decay is decoupled decay here`() throws {
    let drive = try #require(Drive.shared)
    let groups = [
      ReferenceCase.Group(
        name: "all", learningRateMultiplier: 1, decayMultiplier: 1, parameters: ["a", "b"])
    ]
    let stable = Composition.adais(learningRate: .constant(0.5), weightDecay: 0.1)
    var decoupled = stable
    decoupled.decay = .decoupled(0.1)
    #expect(try drive.replay(stable, groups) == drive.replay(decoupled, groups))
  }
}
