import Descent
import Testing

@Suite struct NonFiniteTests {
  private func makeGroup(_ gradients: [Float]) -> (ParameterGroup, [Parameter]) {
    let parameters = [
      Parameter("good", [1, 2]),
      Parameter("bad", Array(repeating: 1, count: gradients.count)),
    ]
    parameters[0].setGradient([1, 1])
    parameters[1].setGradient(gradients)
    return (ParameterGroup("all", parameters), parameters)
  }

  private func optimizer(_ transform: any GradientTransform) throws -> Optimizer {
    var composition = Composition.adamw(learningRate: .list([0.1, 0.2]))
    composition.transforms = [transform]
    return try Optimizer(composition)
  }

  @Test(arguments: [Float.infinity, -.infinity, .nan, .signalingNaN])
  func `a gradient that isn't finite is refused by name`(_ number: Float) throws {
    var optimizer = try optimizer(.refuseNonFinite)
    let (group, parameters) = makeGroup([1, number, 1])
    let error = try #require(throws: OptimizerError.self) { try optimizer.step([group]) }
    #expect(error.code == .refusedGradient)
    #expect(error.message == "bad: the gradient is not finite")
    #expect(parameters.map { Array($0.value) } == [[1, 2], [1, 1, 1]])
    #expect(optimizer.stepCount == 0)
  }

  @Test(arguments: [Float.infinity, .nan])
  func `or skipped, as if the step had not been`(_ number: Float) throws {
    var skipping = try optimizer(.skipNonFinite)
    var other = try optimizer(.skipNonFinite)
    let (group, parameters) = makeGroup([1, -2])
    let (same, sameParameters) = makeGroup([1, -2])
    for _ in 1...3 {
      parameters[1].setGradient([number, 1])
      let report = try skipping.step([group])
      #expect(report.skipped == "a gradient is not finite")
      parameters[1].setGradient([1, -2])
      let taken = try skipping.step([group])
      #expect(try other.step([same]) == taken)
    }
    #expect(skipping.stepCount == 3)
    #expect(parameters.map { Array($0.value) } == sameParameters.map { Array($0.value) })
  }

  @Test func `the largest finite gradients are finite`() throws {
    var refusing = try optimizer(.refuseNonFinite)
    var skipping = try optimizer(.skipNonFinite)
    let largest = Array(repeating: Float.greatestFiniteMagnitude, count: 4_000)
    let (group, _) = makeGroup(largest)
    #expect(try refusing.step([group]).skipped == nil)
    let (other, _) = makeGroup(largest)
    #expect(try skipping.step([other]).skipped == nil)
  }
}
