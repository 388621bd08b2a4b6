import Descent
import OptimizationTesting
import Testing

/// Compares the steps of a composition with its printed update rule; the shared check of `explain()`.
struct ExplanationCheck {
  var steps = 6
  var tolerance = Tolerance()

  /// Looks for a step where the rule, carried out, is too far from the parameters.
  ///
  /// - Parameters:
  ///   - composition: what steps.
  ///   - rule: what is carried out beside it; left out, what the composition prints.
  /// - Returns: the first such step, or nil where there is none.
  /// - Throws: `FormulaError` with the line that can't be read or carried out.
  func firstDifference(of composition: Composition, from rule: String? = nil) throws -> String? {
    let drive = try #require(Drive.shared)
    let names = drive.parameters.map(\.name)
    let optimizer = try Optimizer(composition)
    var printed = try UpdateRule(
      rule ?? optimizer.explain(), shapes: drive.parameters.map(\.shape),
      parameters: drive.parameters.flatMap(\.start))
    let all = ReferenceCase.Group(
      name: "all", learningRateMultiplier: 1, decayMultiplier: 1, parameters: names)
    let rows = try drive.replay(composition, [all])
    for step in 1...steps {
      try printed.step(gradient: names.flatMap { drive.gradients["\(step)"]?[$0] ?? [] })
      let values = names.flatMap { rows[step - 1][$0] ?? [] }
      if !tolerance.holds(values, printed.parameters, steps: step) {
        return "step \(step): \(tolerance.ulps(values, printed.parameters)) ulp away from\n"
          + (rule ?? optimizer.explain())
      }
    }
    return nil
  }

  /// Expects that a composition steps as it prints.
  func expect(
    _ composition: Composition, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let difference = try firstDifference(of: composition)
    #expect(difference == nil, sourceLocation: sourceLocation)
  }
}
