import Descent
import Foundation
import Testing

/// Every way to name a part finds it.
@Suite struct CatalogueNamesTests {
  /// The factories and modifiers of every role, as they stand in the sources.
  private static let factories: [(role: String, name: String)] = {
    let plugins = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Plugins").standardizedFileURL
    let paths = FileManager.default.enumerator(atPath: plugins.path)?.compactMap { $0 as? String }
    let sources = (paths ?? []).filter { $0.hasSuffix(".swift") }.compactMap {
      try? String(contentsOf: plugins.appending(path: $0), encoding: .utf8)
    }
    return sources.flatMap { factories(in: $0) }
  }()

  private static func factories(in source: String) -> [(role: String, name: String)] {
    var role: String?
    return source.split(separator: "\n").compactMap { line in
      if let found = line.firstMatch(of: #/^extension (\w+)(?: where Self == \w+)? \{/#) {
        role = roles.keys.contains(String(found.1)) ? String(found.1) : nil
      }
      guard let role,
        let found = line.firstMatch(of: #/^  public (?:static )?(?:func|var) (\w+)(.*)/#),
        found.2.contains("->") || found.2.hasSuffix("(") || line.contains("var "),
        !requirements.contains(String(found.1))
      else { return nil }
      return (role, String(found.1))
    }
  }

  /// What a role asks of its parts, and isn't a factory.
  private static let requirements: Set = [
    "role", "gain", "takesMagnitude", "square", "retention", "isMagnitude", "isLagged", "pair",
  ]

  private static let roles: [String: Role] = [
    "GradientTransform": .transform, "MomentEstimator": .momentEstimator,
    "Preconditioner": .preconditioner, "DecayPolicy": .decayPolicy,
    "LearningRateSchedule": .schedule, "SquareEstimator": SumOfSquares.role,
    "Divisor": Root.role,
  ]

  private func finds(_ name: String, _ role: Role) -> Bool {
    do {
      _ = try Catalogue.standard.part(.text(name), role: role)
      return true
    } catch { return !error.description.hasPrefix("there is no") }
  }

  /// Those that compute their part from other numbers than its fields.
  private static let computed: Set = ["noam", "alternating"]

  @Test func `every factory has a part of its name`() {
    #expect(Self.factories.count > 70)
    for (role, name) in Self.factories where !Self.computed.contains(name) {
      #expect(Self.roles[role].map { finds(name, $0) } == true, "\(role) \(name)")
    }
  }

  @Test(arguments: Catalogue.standard.entries.map { "\($0.role) \($0.name)" })
  func `every name and alias finds its part in any spelling`(_ label: String) throws {
    let entry = try #require(
      Catalogue.standard.entries.first { "\($0.role) \($0.name)" == label })
    let names = [entry.name: [:]].merging(entry.aliases) { $1 }
    guard case .object(var fields) = try Catalogue.standard.value(of: entry.prototype),
      fields["name"] == .text(entry.name)
    else {
      // A division that has a name of its own, too.
      for name in names.keys { #expect(finds(name, entry.role)) }
      return
    }
    for (name, fixed) in names {
      fields = fields.filter { fixed[$0.key] == nil }
      for spelling in [name, kebab(name), kebab(name, "_"), name.uppercased()] {
        let given = FieldValue.object(fields.merging(["name": .text(spelling)]) { $1 })
        let part = try Catalogue.standard.part(given, role: entry.role)
        let expected = FieldValue.object(
          fields.merging(fixed) { $1 }.merging(["name": .text(entry.name)]) { $1 })
        #expect(
          try AnyHashable(part)
            == AnyHashable(Catalogue.standard.part(expected, role: entry.role)), "\(spelling)")
      }
    }
  }

  private func kebab(_ name: String, _ separator: String = "-") -> String {
    name.reduce(into: "") { $0 += $1.isUppercase ? separator + $1.lowercased() : String($1) }
  }

  @Test(arguments: Catalogue.standard.recipes.map(\.name))
  func `every recipe is found by its names`(_ name: String) throws {
    let recipe = try #require(Catalogue.standard.recipes.first { $0.name == name })
    for name in [recipe.name, recipe.name.uppercased()] + recipe.aliases {
      #expect(try Catalogue.standard.recipe(name).name == recipe.name)
    }
  }
}

/// Two parts are told apart by their types.
@Suite struct CatalogueTypesTests {
  /// Called like the package's, but with another formula.
  private struct NoDecay: DecayPolicy {
    static let name = "none"
    var share: Formula { 0.5 }
  }

  @Test func `a part of another type is neither written nor read as ours`() throws {
    let ours = Descent.Catalogue.standard
    let error = #expect(throws: RecipeError.self) { try ours.value(of: NoDecay()) }
    #expect(error?.description == "the catalogue has no entry for NoDecay")
    var composition = Composition.sgd(learningRate: .constant(1))
    composition.decay = NoDecay()
    #expect(throws: RecipeError.self) { try composition.recipe(catalogue: ours) }
    composition.decay = NoDecay().cautious
    #expect(throws: RecipeError.self) { try composition.recipe(catalogue: ours) }
    let own = Catalogue(entries: [CatalogueEntry(NoDecay())])
    let read: any DecayPolicy = try own.part(own.value(of: NoDecay()))
    #expect(read is NoDecay)
  }

  @Test func `parts of two roles never meet`() throws {
    let sign: any Preconditioner = try Catalogue.standard.part("sign")
    #expect(sign is Sign)
    let decay: any DecayPolicy = try Catalogue.standard.part(
      .object(["name": "sign", "rate": 0.5]))
    #expect(decay is SignDecay)
    let error = #expect(throws: RecipeError.self) {
      let _: any DecayPolicy = try Catalogue.standard.part("cosine")
    }
    #expect(error?.description == "cosine is no decay policy, but a learning rate schedule")
    #expect(throws: RecipeError.self) {
      let _: any LearningRateSchedule = try Catalogue.standard.part(
        .object(["name": "warmedUp", "steps": .integer(3), "base": "none"]))
    }
  }

  /// A V of an outside author.
  private struct LastSquare: SquareEstimator {
    static let name = "lastSquare"
    let factor: Double
    var arrays: [StateArray] { [] }
    var lines: [Assignment] { [] }
    var estimate: Formula { Formula(factor) * .g ** 2 }
    func pass(at step: StepContext) -> any SquarePass { Pass() }
    struct Pass: SquarePass {
      func keep(
        _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
      ) -> Float { gradient * gradient }
    }
  }

  /// An F of an outside author.
  private struct Whole: Divisor {
    static let name = "whole"
    let offset: Double
    func lines(dividingBy squares: any SquareEstimator) -> [Assignment] { [] }
    func pass(at step: StepContext, dividingBy squares: any SquareEstimator) -> any DivisorPass {
      Pass()
    }
    struct Pass: DivisorPass {
      func scaled(_ direction: Float, by kept: Float) -> Float { direction }
    }
  }

  @Test func `V and F of outside are read back`() throws {
    let division = Divided.divided(by: Whole(offset: 0.25), keeping: LastSquare(factor: 0.5))
    #expect(throws: RecipeError.self) { try Catalogue.standard.value(of: division) }
    let catalogue = Catalogue.standard.adding(CatalogueEntry(Whole(offset: 1)))
      .adding(CatalogueEntry(LastSquare(factor: 1)))
    let wrapped = division.scaledByTrustRatio()
    let value = try catalogue.value(of: wrapped)
    let read: any Preconditioner = try catalogue.part(FieldValue.object(["a": value]).inner("a"))
    #expect(read as? TrustRatio == wrapped)
  }

  @Test func `what has a flat name is written under it, whatever was chosen`() throws {
    let named: [(String, [String: FieldValue], Divided)] = [
      ("rootMeanSquare", ["centered": true], .rootMeanSquare(correctsBias: false, centered: true)),
      ("amsgrad", ["correction": "beforeMaximum"], .amsgrad(correction: .beforeMaximum)),
      ("amsgrad", ["correction": "none"], .amsgrad(correction: nil)),
      ("partialPower", ["keepsMaximum": false], .partialPower(keepsMaximum: false)),
      ("adabound", ["keepsMaximum": true], .adabound(keepsMaximum: true)),
    ]
    for (name, fields, division) in named {
      let read: any Preconditioner = try Catalogue.standard.part(
        .object(fields.merging(["name": .text(name)]) { $1 }))
      #expect(read as? Divided == division, "\(name) \(fields)")
      let written = try Catalogue.standard.value(of: division)
      #expect(written.inner("name") == .text(name), "\(written)")
    }
    func refusal(_ fields: [String: FieldValue]) -> String? {
      #expect(throws: RecipeError.self) {
        let _: any Preconditioner = try Catalogue.standard.part(.object(fields))
      }?.description
    }
    #expect(
      refusal(["name": "rootMeanSquare", "centered": true, "correctsBias": true])
        == "rootMeanSquare: correctsBias must be false where centered is true")
    #expect(
      refusal(["name": "partialPower", "keepsMaximum": false, "correctsFirst": false])
        == "partialPower: correctsFirst can't be given where keepsMaximum is false")
  }
}

extension FieldValue {
  fileprivate func inner(_ name: String) -> FieldValue {
    if case .object(let fields) = self { fields[name] ?? .null } else { .null }
  }
}
