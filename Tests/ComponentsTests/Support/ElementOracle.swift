import Descent
import Testing

/// Compares steps with a rule written down from a paper, element by element, in `Double`.
///
/// The elements hold zeros, one that is far larger than the rest, and both signs, and everything is
/// done at scales from 1e-30 to 1e30.
struct ElementOracle {
  /// One element before and during a step.
  struct Element {
    let index: Int
    let value: Double
    let gradient: Double
    let step: Int
    let learningRate: Double
    /// What everything is multiplied by.
    let scale: Double
  }

  /// The parameter's shape, of eight elements.
  var shape = [8]
  var steps = 6
  var tolerance = Tolerance()

  static let starts: [Float] = [0, 1, -1, 0.5, -0.25, 0.125, 0, -0.75]

  static func gradient(_ step: Int) -> [Float] {
    (0..<8).map { index in
      switch index {
      case 0: step < 4 ? 0 : 0.25
      case 3: 16
      default: Float((index * 7 + step * 5) % 11 - 5) / 8
      }
    }
  }

  /// Expects that all steps are those of the oracle.
  ///
  /// - Parameters:
  ///   - composition: what steps.
  ///   - scales: what values and gradients are multiplied by.
  ///   - sourceLocation: where a failure is shown.
  ///   - makeOracle: makes a function with fresh memory, that gives an element's new value.
  /// - Throws: what the optimizer throws.
  func expect(
    _ composition: Composition, scales: [Float] = [1, 1e-30, 1e30],
    sourceLocation: SourceLocation = #_sourceLocation,
    _ makeOracle: () -> (Element) -> Double
  ) throws {
    for scale in scales {
      var optimizer = try Optimizer(composition)
      let parameter = Parameter("p", shape: shape, Self.starts.map { $0 * scale })
      let group = ParameterGroup("all", [parameter])
      let oracle = makeOracle()
      var expected = Array(parameter.value).map(Double.init)
      for step in 1...steps {
        let gradient = Self.gradient(step).map { $0 * scale }
        parameter.setGradient(gradient)
        let rate = try optimizer.step([group]).learningRate
        expected = expected.indices.map { i in
          oracle(
            Element(
              index: i, value: expected[i], gradient: Double(gradient[i]), step: step,
              learningRate: rate, scale: Double(scale)))
        }
        let values = parameter.value.map { $0 / scale }
        let ulps = tolerance.ulps(values, expected.map { $0 / Double(scale) })
        #expect(
          tolerance.holds(values, expected.map { $0 / Double(scale) }, steps: step),
          "step \(step), scale \(scale): \(ulps) ulp", sourceLocation: sourceLocation)
      }
    }
  }
}

extension Composition {
  /// Plain descent with a decay, under a learning rate that changes.
  static func descent(
    _ decay: any DecayPolicy, transforms: [any GradientTransform] = [],
    schedule: any LearningRateSchedule = .list([0.1, 0.1, 0.05, 0.2])
  ) -> Composition {
    Composition(
      transforms: transforms, moments: .gradient, preconditioner: .identity, decay: decay,
      schedule: schedule)
  }
}
