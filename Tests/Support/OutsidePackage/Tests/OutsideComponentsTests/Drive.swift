import Descent
import Testing

/// A short training with hard numbers in it, for a composition and for its oracle.
enum Drive {
  /// The parameters at the start: one at zero, one large, one tiny.
  static let start: [Float] = [0.5, -1.25, 0, 40, 1e-3]

  /// The gradients, a row for each step; one coordinate has no slope for a while.
  static let gradients: [[Float]] = [
    [0.5, -0.25, 1, 3, 0], [0.25, 0.75, -1, 2, 0], [-2, 0.5, 1e-4, 100, 1e-3],
    [0, 0, 0, 0, 0], [0.125, -4, 2, -3, -2e-3], [0.3, 0.7, 0.9, 1, 1e-3],
  ]

  /// Expects that a composition does to every parameter what a rule for one number does.
  ///
  /// - Parameters:
  ///   - composition: what is tested.
  ///   - makeRule: makes the rule with state of its own: from θ, g and t to the new θ, as the source
  ///     writes it.
  ///   - sourceLocation: where a failure is reported.
  /// - Throws: `OptimizerError` where the composition has no meaning.
  static func expect(
    _ composition: Composition, follows makeRule: () -> (Double, Double, Int) -> Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let weight = Parameter("weight", start)
    var optimizer = try Optimizer(composition)
    let group = ParameterGroup("all", [weight])
    let rules = start.map { _ in makeRule() }
    var expected = start.map(Double.init)
    for (index, gradient) in gradients.enumerated() {
      weight.setGradient(gradient)
      try optimizer.step([group])
      for i in expected.indices {
        expected[i] = rules[i](expected[i], Double(gradient[i]), index + 1)
        // A few roundings a step, in units of the largest magnitude.
        let tolerance = 4 * Double(index + 1) * Double(Float(max(1, abs(expected[i]))).ulp)
        #expect(
          abs(Double(weight.value[i]) - expected[i]) <= tolerance,
          "step \(index + 1), element \(i)", sourceLocation: sourceLocation)
      }
    }
  }
}
