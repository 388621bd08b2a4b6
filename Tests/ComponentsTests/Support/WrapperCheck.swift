import Descent
import Testing

/// Compares a wrapped optimizer with what another library computed, weights and averages.
struct WrapperCheck {
  let reference: ReferenceCase
  var tolerance = Tolerance()
  /// The second derivatives of the loss, 1, 2 and 3 times this in turn.
  var curvature: Float = 0

  /// The weights and the averages after a step, by the parameter's name.
  typealias Row = (weights: [String: [Float]], averages: [String: [Float]])

  /// The first step and parameter where a stepper is too far away, or nil where it never is.
  func firstDifference(of stepper: any GroupStepper) throws -> String? {
    let rows = try replay(stepper)
    let averages = (reference.further ?? [:]).filter { $0.key != "z" }
    for step in [1, 2, 3, 10] {
      let row = rows[step - 1]
      let sequences =
        [("weights", row.weights, reference.results)]
        + averages.map { ($0.key, row.averages, $0.value) }
      for (sequence, values, expected) in sequences {
        for (name, expected) in try #require(expected["\(step)"]).sorted(by: { $0.key < $1.key }) {
          let values = values[name] ?? []
          if tolerance.holds(values, expected, steps: step) { continue }
          return "step \(step), \(sequence) of \(name): \(tolerance.ulps(values, expected)) ulp "
            + "away: \(values), but it should be \(expected)"
        }
      }
    }
    return nil
  }

  /// Expects that a stepper computes the numbers, and that its neighbours do not.
  ///
  /// Staying at the start and plain gradient descent are always among the neighbours.
  func expect(
    _ stepper: any GroupStepper, notMistakenFor neighbours: [any GroupStepper],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let difference = try firstDifference(of: stepper)
    #expect(difference == nil, sourceLocation: sourceLocation)
    let stays = try Optimizer(.sgd(learningRate: .constant(0)))
    let descends = try Optimizer(.sgd(learningRate: reference.schedule))
    for neighbour in [stays, descends] + neighbours {
      #expect(
        try firstDifference(of: neighbour) != nil, "the numbers can't tell \(neighbour)",
        sourceLocation: sourceLocation)
    }
  }

  private func replay(_ stepper: any GroupStepper) throws -> [Row] {
    let drive = try #require(Drive.shared)
    let groups = drive.makeGroups(reference.groups)
    let parameters = groups.flatMap(\.parameters)
    func values() -> [String: [Float]] {
      Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, Array($0.value)) })
    }
    func setGradients(_ step: Int) {
      var index = 0
      for parameter in parameters {
        let slope = drive.gradients["\(step)"]?[parameter.name] ?? []
        parameter.setGradient(
          zip(slope, parameter.value).map { slope, value in
            defer { index += 1 }
            return slope + curvature * Float(1 + index % 3) * value
          })
      }
    }
    var stepper = stepper
    return try (1...10).map { step in
      setGradients(step)
      try stepper.step(groups) { setGradients(step) }
      let weights = values()
      guard var averaging = stepper as? any AveragingStepper else { return (weights, weights) }
      return (weights, averaging.withAverages(values))
    }
  }
}
