import Descent
import Testing

@Suite struct AdamTests {
  @Test(arguments: ReferenceCase.cases(from: "torch", callees: ["torch.optim.Adam"]))
  func `is PyTorch's Adam`(_ reference: ReferenceCase) throws {
    let rate = reference.settings["weightDecay"]
    let amsgrad = reference.settings.isOn("amsgrad")
    var neighbours = amsgrad ? [adam(reference, .l2(rate), amsgrad: false)] : []
    if rate > 0 { neighbours.append(adam(reference, .decoupled(rate), amsgrad: amsgrad)) }
    try ReferenceCheck(reference: reference).expect(
      adam(reference, .l2(rate), amsgrad: amsgrad), notMistakenFor: neighbours)
  }

  @Test(arguments: ReferenceCase.cases(from: "torch", callees: ["torch.optim.AdamW"]))
  func `is PyTorch's AdamW`(_ reference: ReferenceCase) throws {
    let rate = reference.settings["weightDecay"]
    let amsgrad = reference.settings.isOn("amsgrad")
    let neighbours: [any DecayPolicy] = [.l2(rate), .none, .stable(rate)]
    let own = adam(reference, .decoupled(rate), amsgrad: amsgrad)
    #expect(
      amsgrad
        || own
          == named(reference) {
            .adamw(learningRate: $0, beta1: $1, beta2: $2, epsilon: $3, weightDecay: rate)
          }
    )
    try ReferenceCheck(reference: reference).expect(
      own, notMistakenFor: neighbours.map { adam(reference, $0, amsgrad: amsgrad) })
  }

  @Test(arguments: ReferenceCase.cases(from: "authors", callees: ["swd_optim.AdamS"]))
  func `is the SWD authors' AdamS`(_ reference: ReferenceCase) throws {
    let rate = reference.settings["weightDecay"]
    let amsgrad = reference.settings.isOn("amsgrad")
    var neighbours = amsgrad ? [adam(reference, .stable(rate), amsgrad: false)] : []
    if rate > 0 { neighbours.append(adam(reference, .decoupled(rate), amsgrad: amsgrad)) }
    let own = adam(reference, .stable(rate), amsgrad: amsgrad)
    #expect(
      amsgrad
        || own
          == named(reference) {
            .adams(learningRate: $0, beta1: $1, beta2: $2, epsilon: $3, weightDecay: rate)
          }
    )
    try ReferenceCheck(reference: reference).expect(own, notMistakenFor: neighbours)
  }

  private func adam(
    _ reference: ReferenceCase, _ decay: any DecayPolicy, amsgrad: Bool
  ) -> Composition {
    named(reference) {
      amsgrad
        ? .amsgrad(learningRate: $0, beta1: $1, beta2: $2, epsilon: $3, decay: decay)
        : .adam(learningRate: $0, beta1: $1, beta2: $2, epsilon: $3, decay: decay)
    }
  }

  private func named(
    _ reference: ReferenceCase,
    _ recipe: (any LearningRateSchedule, Double, Double, Double) -> Composition
  ) -> Composition {
    let settings = reference.settings
    return recipe(reference.schedule, settings["beta1"], settings["beta2"], settings["epsilon"])
  }
}
