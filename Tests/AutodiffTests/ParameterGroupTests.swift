import Autodiff
import Testing

@Suite struct ParameterGroupTests {
  @Test func `who has no gradient is known however gradients came and went`() {
    let parameters = (0..<4).map { Parameter("\($0)", [Float($0), 1]) }
    parameters[1].setGradient([1, 2])
    parameters[2].setGradient([1, 2])
    parameters[2].clearGradient()
    let group = ParameterGroup("all", parameters)
    #expect(group.withoutGradient == [0, 2, 3])
    // Set twice, it is there once.
    for _ in 1...2 { parameters[3].setGradient([3, 4]) }
    (Tensor(parameters[0]).sum() + Tensor(parameters[2]).sum()).backward()
    #expect(group.withoutGradient.isEmpty)
    for _ in 1...2 { parameters[1].clearGradient() }
    #expect(group.withoutGradient == [1])
    group.clearGradients()
    #expect(group.withoutGradient == [0, 1, 2, 3])
  }

  /// Whoever counts arrivals in place of parameters comes to all of them.
  @Test func `one gradient that is set again and again is no other's`() {
    let parameters = (0..<4).map { Parameter("\($0)", [1]) }
    let group = ParameterGroup("all", parameters)
    for times in 1...5 {
      parameters[2].setGradient([1])
      #expect(group.withoutGradient == [0, 1, 3], "\(times)")
    }
    for times in 1...5 {
      (Tensor(parameters[0]) * 3).sum().backward()
      #expect(group.withoutGradient == [1, 3], "\(times)")
    }
  }
}
