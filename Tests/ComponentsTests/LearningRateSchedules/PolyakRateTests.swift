import Descent
import Testing

@Suite struct PolyakRateTests {
  @Test(arguments: DistanceCheck.cases("optax.chain"))
  func `is optax' Polyak step`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(lowest: Double = 0, largest: Double = 1, epsilon: Double = 0) -> Composition {
      .polyak(
        learningRate: reference.schedule, lowest: settings["lowest"] + lowest,
        largest: settings["largest"] * largest, epsilon: settings["epsilon"] + epsilon)
    }
    try DistanceCheck(reference: reference).expect(
      composition(),
      notMistakenFor: [
        composition(lowest: 0.5), composition(largest: 0.25), composition(epsilon: 1),
      ])
  }

  @Test func `a step needs a report of its own`() throws {
    let weight = Parameter("weight", [3, 4])
    let group = ParameterGroup("all", [weight])
    var optimizer = try Optimizer(.polyak(learningRate: .constant(1)))
    weight.setGradient([6, 8])
    let error = #expect(throws: OptimizerError.self) { try optimizer.step([group]) }
    #expect(error?.message.contains("unless [reports > used]") == true)
    optimizer.observe(metric: 25)
    #expect(try optimizer.step([group]).learningRate == 0.25)
    #expect(throws: OptimizerError.self) { try optimizer.step([group]) }
    #expect(optimizer.stepCount == 1)
    optimizer.observe(metric: 50)
    #expect(try optimizer.step([group]).learningRate == 0.5)
  }

  @Test func `a gradient of 0 at the lowest loss is no step, above it the largest`() throws {
    let weight = Parameter("weight", [3, 4])
    let group = ParameterGroup("all", [weight])
    var optimizer = try Optimizer(.polyak(learningRate: .constant(1), lowest: 2, largest: 3))
    weight.setGradient([0, 0])
    for (loss, rate) in [(2, 0), (1, 0), (3, 3)] as [(Double, Double)] {
      optimizer.observe(metric: loss)
      #expect(try optimizer.step([group]).learningRate == rate)
    }
  }
}
