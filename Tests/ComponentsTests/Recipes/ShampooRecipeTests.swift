import Descent
import Testing

@Suite struct ShampooRecipeTests {
  @Test(
    arguments: ReferenceCase.cases(
      from: "pytorch_optimizer", callees: ["pytorch_optimizer.Shampoo"]
    ).filter { $0.settings["epsilon"] > 1e-3 })
  // With ε = 1e-6 the roots of what has rank 1 magnify the rounding of single-precision squares a
  // thousandfold: vectors end up 30 ulp from the numbers in double precision.
  func `is pytorch_optimizer's Shampoo`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let rate = settings["weightDecay"]
    func composition(every: Int, startsAtOnce: Bool = false, decoupled: Bool) -> Composition {
      .shampoo(
        learningRate: reference.schedule, epsilon: settings["epsilon"], every: every,
        startsAtOnce: startsAtOnce,
        decay: decoupled ? DecoupledDecay.decoupled(rate) : L2Decay.coupled(rate))
    }
    let every = Int(settings["every"])
    let isDecoupled = settings.isOn("decoupled")
    var neighbours = [composition(every: every + 1, decoupled: isDecoupled)]
    if every > 1 {
      neighbours.append(composition(every: every, startsAtOnce: true, decoupled: isDecoupled))
    }
    if rate > 0 { neighbours.append(composition(every: every, decoupled: !isDecoupled)) }
    try ReferenceCheck(reference: reference).expect(
      composition(every: every, decoupled: isDecoupled), notMistakenFor: neighbours)
  }
}
