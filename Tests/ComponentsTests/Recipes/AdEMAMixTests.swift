import Descent
import Testing

@Suite struct AdEMAMixTests {
  /// optax' third case has an α of its own at every step.
  @Test(
    arguments: ReferenceCase.cases(from: "optax", callees: ["optax.contrib.ademamix"])
      .filter { !$0.call.contains("lambda") }
      + ReferenceCase.cases(
        from: "pytorch_optimizer", callees: ["pytorch_optimizer.AdEMAMix"])
      + ReferenceCase.cases(from: "inventors", callees: ["ademamix.AdEMAMix"]))
  func `is optax' and the inventors' AdEMAMix`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let warmUp = Int(settings.numbers["warmUp"] ?? 0)
    func composition(alpha: Double = 1, warmUp: Int) -> Composition {
      .ademamix(
        learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
        beta3: settings["beta3"], alpha: alpha * settings["alpha"], warmUp: warmUp,
        epsilon: settings["epsilon"], decay: .decoupled(settings["weightDecay"]))
    }
    try ReferenceCheck(reference: reference).expect(
      composition(warmUp: warmUp),
      notMistakenFor: [composition(warmUp: warmUp + 2), composition(alpha: 0, warmUp: warmUp)])
  }
}
