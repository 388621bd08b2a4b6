import Descent
import Testing

/// Compares a composition with an optimizer that finds its learning rate on the way:
/// `Numbers/distances.json`.
///
/// The gradients lead somewhere, toward 0.3 of the start, with a wave of the drive on them; all is done in
/// single precision by both sides.
struct DistanceCheck {
  let reference: ReferenceCase
  var tolerance = Tolerance()

  static let steps = 60

  /// The cases of a class of one of the authors' libraries.
  static func cases(_ callee: String) -> [ReferenceCase] {
    ReferenceCase.cases(from: "distances", callees: [callee])
  }

  /// Expects that a composition computes the numbers, and that its neighbours do not.
  func expect(
    _ composition: Composition, notMistakenFor neighbours: [Composition],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let difference = try firstDifference(of: composition)
    #expect(difference == nil, sourceLocation: sourceLocation)
    for neighbour in neighbours where neighbour != composition {
      #expect(
        try firstDifference(of: neighbour) != nil, "the numbers can't tell \(neighbour)",
        sourceLocation: sourceLocation)
    }
  }

  /// The first step and parameter where a composition is too far away, or nil where it never is.
  private func firstDifference(of composition: Composition) throws -> String? {
    let drive = try #require(Drive.shared)
    var optimizer = try Optimizer(composition)
    let groups = drive.makeGroups(reference.groups)
    for step in 1...Self.steps {
      if optimizer.followsMetric { optimizer.observe(metric: 4 / Double(step)) }
      for parameter in groups.flatMap(\.parameters) {
        parameter.setGradient(Self.gradient(of: parameter, step, drive))
      }
      try optimizer.step(groups)
      for (name, expected) in reference.results["\(step)", default: [:]] {
        let parameter = groups.flatMap(\.parameters).first { $0.name == name }
        let values = parameter.map { Array($0.value) } ?? []
        if !tolerance.holds(values, expected, steps: step) {
          return "step \(step), \(name): \(tolerance.ulps(values, expected)) ulp away: "
            + "\(values), but it should be \(expected)"
        }
      }
    }
    return nil
  }

  /// The gradient at a step, by the arithmetic of the script.
  static func gradient(of parameter: Parameter, _ step: Int, _ drive: Drive) -> [Float] {
    let start = drive.parameters.first { $0.name == parameter.name }?.start ?? []
    let wave = drive.gradients["\((step - 1) % 10 + 1)"]?[parameter.name] ?? []
    return zip(parameter.value, zip(start, wave)).map { value, other in
      (value - 0.3 * other.0) + 0.125 * other.1
    }
  }
}
