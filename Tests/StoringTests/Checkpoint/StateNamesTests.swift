import Descent
import Storing
import OptimizationTesting
import TestSupport
import Testing

/// A state array in a checkpoint is what the printed rule calls by its name.
///
/// Two arrays that a part has exchanged would change no step, but every file.
@Suite struct StateNamesTests {
  private let shapes = [[5], [3, 4]]
  private let steps = 3

  /// Arrays that the printed rule has no line for, or a line of another shape.
  private static let unnamed: [String: Set<String>] = [
    "aggregated": ["m1", "m2", "m3"], "differenceAverage": ["last"],
    "after": ["average/m", "scaling/v"], "runningNorm": ["v"], "adafactor": ["r", "c"],
    "separatingDecay": ["separateDecay/p", "separateDecay/q"],
  ]

  /// The parts of a role, without those whose rules name a matrix operation.
  private static func entries(_ role: Role) -> [String] {
    Catalogue.standard.entries(role).map(\.name)
      .filter { !["orthogonalized", "shampoo", "rotated"].contains($0) }
  }

  private func expect(_ compared: Set<String>, of part: any StatefulComponent, _ name: String) {
    let arrays = Set(shapes.flatMap { part.stateArrays(for: $0).map(\.name) })
    #expect(compared.union(Self.unnamed[name] ?? []) == arrays)
  }

  /// Compares the arrays of a role with the symbols of the same names.
  ///
  /// - Returns: the names that were compared.
  private func compare(_ composition: Composition, _ role: String) throws -> Set<String> {
    let problem = Problem(shapes: shapes)
    let parameters = problem.makeParameters()
    let group = ParameterGroup("all", parameters)
    var optimizer = try Optimizer(composition)
    let lines = composition.lines
    var rule = UpdateRule(
      lines, shapes: shapes, start: [.θ: parameters.flatMap { Array($0.value) }])
    var rounded = rule
    for step in 1...steps {
      problem.setGradients(parameters, step: step)
      let gradients = parameters.flatMap { ($0.gradient ?? $0.value).map(Double.init) }
      try rule.step([.g: gradients])
      // How far roundings lead, where a line takes a small difference.
      try rounded.step([.g: gradients]) { number, _ in Double(Float(number)) }
      try optimizer.step([group])
    }
    let file = try SafeTensors(optimizer.checkpoint(of: [group]))
    var compared: Set<String> = []
    var start = 0
    for parameter in parameters {
      let place = "state/\(parameter.name)/\(role)/"
      for (name, _) in file.arrays where name.hasPrefix(place) {
        let symbol = String(name.dropFirst(place.count))
        guard let array = file.singles(name), array.count == parameter.count,
          let line = lines.first(where: { $0.symbol?.name == symbol }), let named = line.symbol
        else { continue }
        let place = start..<(start + parameter.count)
        let expected = rule[.symbol(named)][place]
        let spread = zip(expected, rounded[.symbol(named)][place]).reduce(0) {
          max($0, abs($1.0 - $1.1))
        }
        let unit = Double(Float(expected.reduce(0) { max($0, abs($1)) }).ulp)
        let distance = zip(array, expected).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
        #expect(
          distance <= 16 * (spread + Double(steps) * unit), "\(name): \(array) and \(expected)")
        compared.insert(symbol)
      }
      start += parameter.count
    }
    return compared
  }

  @Test(arguments: entries(.momentEstimator))
  func `of a moment estimator`(_ name: String) throws {
    let entry = try #require(
      Catalogue.standard.entries(.momentEstimator).first { $0.name == name })
    let moments = try #require(entry.prototype as? any MomentEstimator)
    let compared = try compare(
      Composition(
        moments: moments, preconditioner: .identity, decay: .none, schedule: .constant(0.1)),
      "moments")
    expect(compared, of: moments, name)
  }

  @Test(arguments: entries(.preconditioner))
  func `of a preconditioner`(_ name: String) throws {
    let entry = try #require(Catalogue.standard.entries(.preconditioner).first { $0.name == name })
    let preconditioner = try #require(entry.prototype as? any Preconditioner)
    let compared = try compare(
      Composition(
        moments: .gradient, preconditioner: preconditioner, decay: .none,
        schedule: .constant(0.1)), "preconditioner")
    expect(compared, of: preconditioner, name)
  }
}
