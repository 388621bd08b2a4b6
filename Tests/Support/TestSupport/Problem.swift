package import Descent

/// A few parameters with gradients that follow the values: small, with hard numbers among them.
package struct Problem {
  /// The parameters' shapes.
  package var shapes: [[Int]]

  /// Creates a problem.
  package init(shapes: [[Int]] = [[5], [3, 4], [1], [700], [2, 3, 2]]) { self.shapes = shapes }

  /// The parameters, at the same start every time.
  package func makeParameters() -> [Parameter] {
    var generator = Wave()
    return shapes.enumerated().map { index, shape in
      Parameter(
        "p\(index)", shape: shape, (0..<shape.reduce(1, *)).map { _ in generator.next() })
    }
  }

  /// Writes the gradients of a step: some zeros, some large and small numbers, and the rest ordinary.
  package func setGradients(_ parameters: [Parameter], step: Int) {
    for (index, parameter) in parameters.enumerated() {
      var generator = Wave(phase: Double(step) + 0.37 * Double(index))
      parameter.setGradient(
        (0..<parameter.count).map { element in
          let wave = generator.next()
          switch element % 11 {
          case 3: return 0
          case 7: return wave * 1e3
          case 9: return wave * 1e-4
          default: return wave
          }
        })
    }
  }

  /// Takes steps with all parameters, and returns all values.
  package func values(
    after steps: Int, of optimizer: inout Optimizer, groups: [ParameterGroup],
    parameters: [Parameter]
  ) throws -> [[Float]] {
    for step in 1...steps {
      setGradients(parameters, step: step)
      try optimizer.step(groups)
    }
    return parameters.map { Array($0.value) }
  }

  /// Takes steps with all parameters in one group, and returns all values.
  package func values(after steps: Int, of composition: Composition) throws -> [[Float]] {
    var optimizer = try Optimizer(composition)
    let parameters = makeParameters()
    let group = ParameterGroup("all", parameters)
    return try values(after: steps, of: &optimizer, groups: [group], parameters: parameters)
  }
}

/// A deterministic sequence without a pattern that an optimizer could see.
package struct Wave {
  private var phase: Double

  package init(phase: Double = 0.5) { self.phase = phase }

  /// The next number, from −1 to 1.
  package mutating func next() -> Float {
    phase = (phase * 1.618 + 0.7315).truncatingRemainder(dividingBy: 7.77)
    return Float((phase - 3.885) / 3.885)
  }
}
