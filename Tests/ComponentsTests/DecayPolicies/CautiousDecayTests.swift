import Descent
import Testing

@Suite struct CautiousDecayTests {
  @Test func `decays what the step shrinks, too`() throws {
    try ElementOracle().expect(.descent(DecoupledDecay.decoupled(0.5).cautious)) {
      { element in
        let agrees = element.gradient * element.value >= 0
        let decayed = agrees ? (1 - element.learningRate * 0.5) * element.value : element.value
        return decayed - element.learningRate * element.gradient
      }
    }
  }

  @Test func `looks at the direction, not at the gradient`() throws {
    var momenta = [Double](repeating: 0, count: 8)
    let composition = Composition(
      moments: .exponential(beta: 0.9, correctsBias: false), preconditioner: .identity,
      decay: .vanilla(0.1).cautious, schedule: .constant(0.5))
    try ElementOracle().expect(composition, scales: [1]) {
      momenta = momenta.map { _ in 0 }
      return { element in
        let m = 0.9 * momenta[element.index] + 0.1 * element.gradient
        momenta[element.index] = m
        return (m * element.value >= 0 ? 0.9 : 1) * element.value - 0.5 * m
      }
    }
  }

  @Test func `a parameter of several pieces is as many small ones`() throws {
    let values = (0..<150).map { Float($0 % 7 - 3) / 4 }
    let gradients = (0..<150).map { Float($0 % 5 - 2) / 8 }
    let composition = Composition.descent(
      DecoupledDecay.decoupled(0.5).toward(.average(beta: 0.5)).cautious)
    func run(_ parameters: [Parameter], tile: Int = 256) throws -> [Float] {
      var optimizer = try Optimizer(composition, tile: tile)
      let group = ParameterGroup("all", parameters)
      for _ in 1...3 {
        var start = 0
        for parameter in parameters {
          parameter.setGradient(Array(gradients[start..<(start + parameter.count)]))
          start += parameter.count
        }
        try optimizer.step([group])
      }
      return parameters.flatMap { Array($0.value) }
    }
    let whole = try run([Parameter("p", values)])
    let pieces = try run(values.indices.map { Parameter("p\($0)", [values[$0]]) })
    #expect(whole == pieces)
    // Small ones share a tile; one that is no longer than a piece has one piece only.
    #expect(try run([Parameter("p", values)], tile: 50) == whole)
    #expect(whole != values)
  }
}
