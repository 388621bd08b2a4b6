import Descent
import Testing

/// The transforms that scale by a norm, against scalars in double precision.
@Suite struct NormTransformTests {
  private func norm(_ step: Int) -> Double {
    ElementOracle.gradient(step).reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  }

  @Test(arguments: [
    ClipByNorm.clip(globalNorm: 2, epsilon: 0.5), .clip(groupNorm: 2, epsilon: 0.5),
    .clip(parameterNorm: 2, epsilon: 0.5),
  ])
  func `clipping keeps a norm below the limit`(_ clip: ClipByNorm) throws {
    try ElementOracle().expect(.descent(.none, transforms: [clip]), scales: [1]) {
      { element in
        let factor = min(1, 2 / (norm(element.step) + 0.5))
        return element.value - element.learningRate * factor * element.gradient
      }
    }
  }

  @Test(arguments: NormScope.allCases)
  func `normalizing gives a norm the length`(_ scope: NormScope) throws {
    let transform: NormalizeByNorm = .normalize(to: 3, scope: scope)
    // At other scales the step is as long as at this one.
    try ElementOracle().expect(.descent(.none, transforms: [transform]), scales: [1]) {
      { element in
        element.value - element.learningRate * 3 / norm(element.step) * element.gradient
      }
    }
    for scale: Float in [1e-30, 1e30] {
      var optimizer = try Optimizer(.descent(.none, transforms: [transform]))
      optimizer.norms = .every(1)
      let parameter = Parameter("p", [0, 0])
      parameter.setGradient([3 * scale, -4 * scale])
      let report = try optimizer.step([ParameterGroup("all", [parameter])])
      #expect(abs(try #require(report.transformedGradientNorm) - 3) < 1e-6)
    }
  }

  @Test func `a gradient too short for any factor stays finite`() throws {
    let weight = Parameter("w", [0, 1])
    weight.setGradient([-0x1p-148, 0])
    var optimizer = try Optimizer(
      .descent(.none, transforms: [NormalizeByNorm.normalize(scope: .all)]))
    try optimizer.step([ParameterGroup("all", [weight])])
    #expect(weight.value[0] > 0 && weight.value[0] < 1e-3 && weight.value[1] == 1)
  }

  @Test func `gradients of zeros stay`() throws {
    var optimizer = try Optimizer(
      .descent(
        .none,
        transforms: [.normalize(scope: .all), .clip(globalNorm: 1), .clip(adaptive: 0.1)]))
    let parameter = Parameter("p", [1, 2])
    parameter.setGradient([0, 0])
    try optimizer.step([ParameterGroup("all", [parameter])])
    #expect(Array(parameter.value) == [1, 2])
  }

  @Test func `clipping by value limits every element`() throws {
    try ElementOracle().expect(.descent(.none, transforms: [.clip(value: 0.25)]), scales: [1]) {
      { element in
        let clipped = min(max(element.gradient, -0.25), 0.25)
        return element.value - element.learningRate * clipped
      }
    }
  }
}
