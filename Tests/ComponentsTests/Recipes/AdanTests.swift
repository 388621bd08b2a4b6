import Descent
import Testing

@Suite struct AdanTests {
  @Test(arguments: ReferenceCase.cases(from: "optax", callees: ["optax.adan"]))
  func `is optax' Adan`(_ reference: ReferenceCase) throws {
    try ReferenceCheck(reference: reference).expect(
      adan(reference, weight: .complement),
      notMistakenFor: [
        adan(reference, weight: .beta), adan(reference, weight: .complement, startsFromZero: true),
      ])
  }

  @Test(
    arguments: ReferenceCase.cases(from: "timm", callees: ["timm.optim.Adan"])
      .filter { $0.settings["weightDecay"] == 0 || !$0.settings.isOn("proximal") })
  func `is timm's Adan`(_ reference: ReferenceCase) throws {
    try ReferenceCheck(reference: reference).expect(
      adan(reference, weight: .beta),
      notMistakenFor: [
        adan(reference, weight: .complement), adan(reference, weight: .beta, startsFromZero: true),
      ])
  }

  private func adan(
    _ reference: ReferenceCase, weight: DifferenceAverage.Weight, startsFromZero: Bool = false
  ) -> Composition {
    let settings = reference.settings
    return .adan(
      learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
      beta3: settings["beta3"], epsilon: settings["epsilon"],
      epsilonInRoot: settings.numbers["epsilonInside"] ?? 0, weight: weight,
      startsFromZero: startsFromZero, decay: .decoupled(settings["weightDecay"]))
  }
}
