import Descent
import Testing

@Suite struct MomoRateTests {
  @Test(arguments: DistanceCheck.cases("optax.contrib.momo"))
  func `is optax' MoMo`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(beta: Double? = nil, lowest: Double = 0) -> Composition {
      .momo(
        learningRate: reference.schedule, beta: beta ?? settings["beta"],
        lowest: settings["lowest"] + lowest)
    }
    try DistanceCheck(reference: reference).expect(
      composition(), notMistakenFor: [composition(beta: 0), composition(lowest: 0.25)])
  }

  @Test func `another estimator is refused`() {
    var composition = Composition.momo(learningRate: .constant(1))
    composition.moments = .exponential()
    let error = #expect(throws: OptimizerError.self) { try Optimizer(composition) }
    #expect(error?.message.contains("but the moment estimator is ExponentialAverage") == true)
  }
}
