import Descent
import Testing

@Suite struct CatalogueTests {
  /// Every decay policy with a rate that can be felt.
  private func decays() throws -> [any DecayPolicy] {
    let felt: [String: FieldValue] = ["rate": .number(0.05)]
    let inner = FieldValue.object(["name": .text("decoupled"), "rate": .number(0.05)])
    return try Catalogue.standard.entries(.decayPolicy).map { entry in
      var fields: [String: FieldValue] = ["name": .text(entry.name)]
      for field in entry.fields {
        if let value = felt[field.name] { fields[field.name] = value }
        if field.part == .decayPolicy { fields[field.name] = inner }
        if field.part == .schedule { fields[field.name] = constant }
        if field.name == "center" { fields[field.name] = center(of: entry) }
      }
      return try Catalogue.standard.part(.object(fields))
    }
  }

  private let constant = FieldValue.object([
    "name": .text("constant"), "learningRate": .number(0.5),
  ])

  private func center(of entry: CatalogueEntry) -> FieldValue? {
    guard case .object(let fields)? = try? Catalogue.standard.value(of: entry.prototype) else {
      return nil
    }
    return fields["center"]
  }

  /// A problem of a matrix and a vector, for parts of any kind.
  private func groups() -> [ParameterGroup] {
    let parameters = [
      Parameter("matrix", shape: [3, 4], (0..<12).map { Float($0) / 8 - 0.7 }),
      Parameter("tall", shape: [5, 2], (0..<10).map { Float($0) / 5 - 0.9 }),
    ]
    return [ParameterGroup("all", parameters)]
  }

  private func steps(_ composition: Composition) throws -> [Float] {
    var optimizer = try Optimizer(composition)
    let groups = groups()
    for step in 1...3 {
      // Small once, so that second moments fall and what keeps their maximum differs.
      let size: Float = step == 2 ? 0.01 : 1
      for parameter in groups[0].parameters {
        parameter.setGradient(
          (0..<parameter.count).map { size * (Float(($0 * 7 + step * 3) % 11) / 5 - 0.9) })
      }
      if optimizer.followsMetric { optimizer.observe(metric: 1) }
      try optimizer.step(groups)
    }
    return groups[0].parameters.flatMap { Array($0.value) }
  }

  /// Every two parts of different roles step together, or are refused with a reason.
  @Test(arguments: Catalogue.standard.entries(.momentEstimator).map(\.name))
  func `every pair of parts steps`(_ name: String) throws {
    let entries = Catalogue.standard.entries(.momentEstimator)
    let row = try #require(entries.firstIndex { $0.name == name })
    let moments = try #require(entries[row].prototype as? any MomentEstimator)
    let decays = try decays()
    for (column, entry) in Catalogue.standard.entries(.preconditioner).enumerated() {
      let preconditioner = try #require(entry.prototype as? any Preconditioner)
      for (place, policy) in decays.enumerated() where (row + column + place).isMultiple(of: 4) {
        let composition = Composition(
          moments: moments, preconditioner: preconditioner, decay: policy,
          schedule: .constant(0.01))
        do {
          let values = try steps(composition)
          #expect(
            values.allSatisfy { $0.isFinite }, "\(name) with \(entry.name) and \(policy)")
        } catch let error as OptimizerError {
          let isReasoned = !error.message.isEmpty && error.code != .missingGradient
          #expect(isReasoned)
        }
      }
    }
  }

  @Test func `every recipe steps, and no two are the same`() throws {
    let schedule: LinearDecay = .linear(from: 0.02, to: 0.01, steps: 5)
    for recipe in Catalogue.standard.recipes {
      let values = try steps(recipe.composition(schedule))
      #expect(values.allSatisfy { $0.isFinite }, "\(recipe.name)")
    }
    let compositions = Catalogue.standard.recipes.map { $0.composition(schedule) }
    #expect(Set(compositions).count == compositions.count)
  }

  @Test func `every entry says who wrote its rule down`() {
    for entry in Catalogue.standard.entries { #expect(!entry.source.isEmpty, "\(entry.name)") }
  }
}
