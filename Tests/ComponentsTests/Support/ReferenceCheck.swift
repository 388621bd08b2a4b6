import Descent
import Testing

/// Compares a composition with what another library computed; the shared check of all recipes.
struct ReferenceCheck {
  let reference: ReferenceCase
  var tolerance = Tolerance()
  /// The compositions of single groups, by name.
  var exceptions: [String: Composition] = [:]

  /// The first step and parameter where a composition is too far away, or nil where it never is.
  func firstDifference(of composition: Composition) throws -> String? {
    let drive = try #require(Drive.shared)
    let names = reference.groups.map(\.name)
    let rows = try drive.replay(
      composition, exceptions: exceptions.filter { names.contains($0.key) }, reference.groups)
    for step in [1, 2, 3, 10] {
      let results = try #require(reference.results["\(step)"])
      for (name, expected) in results.sorted(by: { $0.key < $1.key }) {
        let values = rows[step - 1][name] ?? []
        if !tolerance.holds(values, expected, steps: step) {
          let ulps = tolerance.ulps(values, expected)
          return "step \(step), \(name): \(ulps) ulp away: \(values), but it should be \(expected)"
        }
      }
    }
    return nil
  }

  /// Expects that a composition computes the numbers, and that its neighbours do not.
  ///
  /// Neighbours are conventions that the numbers must be able to tell from it. Staying at the start
  /// and plain gradient descent are always among them.
  func expect(
    _ composition: Composition, notMistakenFor neighbours: [Composition] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let difference = try firstDifference(of: composition)
    #expect(difference == nil, sourceLocation: sourceLocation)
    let stays = Composition.sgd(learningRate: .constant(0))
    let descends = Composition.sgd(learningRate: reference.schedule)
    for neighbour in [stays, descends] + neighbours where !isEqual(neighbour, composition) {
      #expect(
        try firstDifference(of: neighbour) != nil, "the numbers can't tell \(neighbour)",
        sourceLocation: sourceLocation)
    }
  }

  private func isEqual(_ a: Composition, _ b: Composition) -> Bool {
    "\(a)" == "\(b)"
  }
}
