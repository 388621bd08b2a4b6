import Descent
import Testing

@Suite struct SignDecayTests {
  @Test func `is the gradient of the one-norm`() throws {
    try ElementOracle().expect(.descent(.l1(0.5)), scales: [1]) {
      { element in
        let sign = element.value > 0 ? 1.0 : element.value < 0 ? -1 : 0
        return element.value - element.learningRate * (element.gradient + 0.5 * sign)
      }
    }
  }

  @Test func `is the proximal step`() throws {
    try ElementOracle().expect(.descent(.softThreshold(0.5)), scales: [1]) {
      { element in
        let size = max(0, abs(element.value) - element.learningRate * 0.5)
        return (element.value < 0 ? -size : size) - element.learningRate * element.gradient
      }
    }
  }

  @Test func `a parameter stops at zero`() throws {
    var optimizer = try Optimizer(.descent(.softThreshold(1), schedule: .constant(0.3)))
    let parameter = Parameter("p", [0.5, -0.5, 0.1])
    parameter.setGradient([0, 0, 0])
    let group = ParameterGroup("all", [parameter])
    try optimizer.step([group])
    try optimizer.step([group])
    #expect(Array(parameter.value) == [0, 0, 0])
  }
}
