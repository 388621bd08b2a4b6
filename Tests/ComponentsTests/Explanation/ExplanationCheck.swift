import Descent
import OptimizationTesting
import Testing

/// Compares the steps of a composition with the lines that it prints; the shared check of `explain()`.
struct ExplanationCheck {
  var steps = 6
  var tolerance = Tolerance()

  /// Looks for a step where the rule, carried out, is too far from the parameters.
  ///
  /// - Parameters:
  ///   - composition: what steps.
  ///   - lines: what is carried out beside it; left out, what the composition prints.
  /// - Returns: the first such step, or nil where there is none.
  /// - Throws: `FormulaError` with the line that can't be carried out.
  func firstDifference(
    of composition: Composition, from lines: [Assignment]? = nil
  ) throws -> String? {
    let drive = try #require(Drive.shared)
    let parameters = drive.parameters.filter { composition.suits($0.shape) }
    let names = parameters.map(\.name)
    let lines = lines ?? composition.lines
    var rule = UpdateRule(
      lines, shapes: parameters.map(\.shape), start: [.θ: parameters.flatMap(\.start)])
    let all = ReferenceCase.Group(
      name: "all", learningRateMultiplier: 1, decayMultiplier: 1, parameters: names)
    let rows = try drive.replay(composition, [all])
    for step in 1...steps {
      let gradients = names.flatMap { drive.gradients["\(step)"]?[$0] ?? [] }
      try rule.step([.g: gradients.map(Double.init)])
      let values = names.flatMap { rows[step - 1][$0] ?? [] }
      if !tolerance.holds(values, rule.parameters, steps: step) {
        return "step \(step): \(tolerance.ulps(values, rule.parameters)) ulp away from\n"
          + lines.map(\.description).joined(separator: "\n")
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

extension Composition {
  /// Whether the parts can be put together.
  var hasMeaning: Bool {
    do throws(OptimizerError) {
      _ = try Optimizer(self)
      return true
    } catch {
      return error.code != .meaninglessComposition
    }
  }

  /// Whether no part refuses a shape.
  fileprivate func suits(_ shape: [Int]) -> Bool {
    moments.refusal(of: shape) == nil && preconditioner.refusal(of: shape) == nil
  }
}
