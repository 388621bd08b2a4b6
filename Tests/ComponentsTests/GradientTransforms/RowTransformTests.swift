import Descent
import Testing

/// The transforms that see rows of whole parameters, against scalars in double precision.
@Suite struct RowTransformTests {
  private func rowRange(_ index: Int) -> Range<Int> { index / 4 * 4..<(index / 4 * 4 + 4) }

  private func norm(_ values: [Float], _ range: Range<Int>) -> Double {
    values[range].reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  }

  @Test func `centralizing takes each row's mean away`() throws {
    var oracle = ElementOracle()
    oracle.shape = [2, 2, 2]
    try oracle.expect(.descent(.none, transforms: [.centralize])) {
      { element in
        let row = ElementOracle.gradient(element.step)[rowRange(element.index)]
        let mean = row.reduce(0) { $0 + Double($1) } / 4 * element.scale
        return element.value - element.learningRate * (element.gradient - mean)
      }
    }
  }

  @Test func `adaptive clipping limits each row by its weights`() throws {
    var oracle = ElementOracle()
    oracle.shape = [2, 4]
    oracle.steps = 1
    let limit = 0.3
    try oracle.expect(.descent(.none, transforms: [.clip(adaptive: limit)]), scales: [1, 1e30]) {
      { element in
        let range = rowRange(element.index)
        let weights = max(norm(ElementOracle.starts, range) * element.scale, 1e-3)
        let size = norm(ElementOracle.gradient(element.step), range) * element.scale
        let factor = size > limit * weights ? limit * weights / size : 1
        return element.value - element.learningRate * factor * element.gradient
      }
    }
  }

  @Test func `a group with parts of its own gets whole parameters, too`() throws {
    let own = Composition.sgd(learningRate: .constant(1))
    var main = own
    main.transforms = [.centralize]
    let gradient = (0..<2_000).map { Float($0 % 10) }
    let parameter = Parameter("head", shape: [1, 2_000], Array(repeating: 0, count: 2_000))
    parameter.setGradient(gradient)
    var optimizer = try Optimizer(main, groups: ["head": own])
    try optimizer.step([ParameterGroup("head", [parameter])])
    #expect(Array(parameter.value) == gradient.map { 4.5 - $0 })
  }
}
