import Descent
import Testing

@Suite struct YogiRecipeTests {
  @Test(
    arguments: ReferenceCase.cases(
      from: "optax", callees: ["optax.chain"]
    ).filter { $0.name.hasPrefix("Yogi") }
      + ReferenceCase.cases(from: "pytorch_optimizer", callees: ["pytorch_optimizer.Yogi"]))
  func `is optax's and pytorch_optimizer's Yogi`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let start = settings["initialAccumulator"]
    let rate = settings.numbers["weightDecay"] ?? 0
    func composition(
      _ decay: any DecayPolicy, momentStart: Double? = nil, correctsBias: Bool = true
    ) -> Composition {
      .yogi(
        learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
        epsilon: settings["epsilon"], start: start, momentStart: momentStart ?? start,
        correctsBias: correctsBias, decay: decay)
    }
    let adam = Composition.adam(
      learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
      epsilon: settings["epsilon"], decay: .l2(rate))
    var neighbours = [adam, composition(.l2(rate), correctsBias: false)]
    if start > 0 { neighbours.append(composition(.l2(rate), momentStart: 0)) }
    if rate > 0 { neighbours.append(composition(.decoupled(rate))) }
    try ReferenceCheck(reference: reference).expect(
      composition(.l2(rate)), notMistakenFor: neighbours)
  }
}
