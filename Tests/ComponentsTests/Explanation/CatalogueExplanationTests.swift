import Descent
import Testing

/// Every part of the catalogue steps as it says, by itself and with neighbours.
@Suite struct CatalogueExplanationTests {
  private static func names(_ role: Role) -> [String] {
    Catalogue.standard.entries(role).map(\.name)
  }

  private func prototype<Part>(_ role: Role, _ name: String) throws -> Part {
    let entry = Catalogue.standard.entries(role).first { $0.name == name }
    return try #require(entry?.prototype as? Part)
  }

  /// Expects that a composition steps as it prints, unless it is refused when it is composed.
  private func expect(_ composition: Composition) throws {
    // Products of matrices round once a term: the law asks the lines how far that may lead.
    let turns = composition.lines.contains {
      $0.formula.measurements.contains { "\($0)".hasPrefix("along") }
    }
    // What is made of a metric is no line of a step; the references of other libraries judge it.
    let hearsMetrics =
      (composition.schedule as? any ListeningSchedule)?.metricLines.isEmpty == false
    if composition.hasMeaning, !turns, !hearsMetrics { try ExplanationCheck().expect(composition) }
  }

  static let decays: [any DecayPolicy] = [.none, .l2(0.05), .decoupled(0.5), .stable(0.05)]

  @Test(arguments: names(.momentEstimator))
  func `a moment estimator`(_ name: String) throws {
    let moments: any MomentEstimator = try prototype(.momentEstimator, name)
    let preconditioners: [any Preconditioner] = [.identity, .rootMeanSquare(beta: 0.9)]
    for preconditioner in preconditioners {
      for decay in Self.decays {
        try expect(
          Composition(
            moments: moments, preconditioner: preconditioner, decay: decay,
            schedule: .linear(from: 0.02, to: 0.01, steps: 5)))
      }
    }
  }

  @Test(arguments: names(.preconditioner))
  func `a preconditioner`(_ name: String) throws {
    let preconditioner: any Preconditioner = try prototype(.preconditioner, name)
    for moments: any MomentEstimator in [.gradient, .exponential(beta: 0.8)] {
      for decay in Self.decays {
        try expect(
          Composition(
            moments: moments, preconditioner: preconditioner, decay: decay,
            schedule: .linear(from: 0.02, to: 0.01, steps: 5)))
      }
    }
  }

  /// All but noise, whose numbers no line has.
  @Test(arguments: names(.transform).filter { $0 != "noise" })
  func `a transform`(_ name: String) throws {
    for decay in Self.decays {
      var composition = Composition(
        moments: .exponential(beta: 0.8), preconditioner: .identity, decay: decay,
        schedule: .linear(from: 0.02, to: 0.01, steps: 5))
      composition.transforms = [try prototype(.transform, name)]
      try expect(composition)
    }
  }

  @Test(arguments: names(.decayPolicy))
  func `a decay`(_ name: String) throws {
    for preconditioner: any Preconditioner in [.identity, .rootMeanSquare(beta: 0.9)] {
      try expect(
        Composition(
          moments: .exponential(beta: 0.8), preconditioner: preconditioner,
          decay: try prototype(.decayPolicy, name),
          schedule: .linear(from: 0.02, to: 0.01, steps: 5)))
    }
  }

  @Test(arguments: names(.schedule))
  func `a schedule`(_ name: String) throws {
    try expect(
      Composition(
        moments: .gradient, preconditioner: .identity, decay: .decoupled(0.5),
        schedule: try prototype(.schedule, name)))
  }

  @Test(arguments: Catalogue.standard.recipes.map(\.name))
  func `a recipe`(_ name: String) throws {
    let recipe = try #require(Catalogue.standard.recipes.first { $0.name == name })
    try expect(recipe.composition(.linear(from: 0.02, to: 0.01, steps: 5)))
  }

  /// Settings that the prototypes leave out.
  static let variants: [any Preconditioner] = [
    Divided.rootMeanSquare(beta: 0.9, start: 1), .adagrad(start: 0.1),
    Adafactor.adafactor(largestBeta: 0.9, axes: .longest, smallestFactored: 3),
    Divided.rootMeanSquare(beta: 0.9).scaledByTrustRatio(),
  ]

  @Test(arguments: variants.indices)
  func `a variant`(_ index: Int) throws {
    for decay in Self.decays {
      try expect(
        Composition(
          moments: .nesterov(beta: 0.9), preconditioner: Self.variants[index], decay: decay,
          schedule: .linear(from: 0.02, to: 0.01, steps: 5)))
    }
  }
}
