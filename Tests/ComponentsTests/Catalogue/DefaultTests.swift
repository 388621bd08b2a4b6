import Descent
import Foundation
import Testing

/// What parts and recipes are where nothing is said; a default that changes is changed on purpose.
@Suite struct DefaultTests {
  /// A line for every part with its hyper-parameters, and for every recipe with its rule.
  private static let found: [String] = {
    let parts = Catalogue.standard.entries.map { entry in
      let fields = entry.fields.compactMap { field in field.standard.map { "\(field.name) \($0)" } }
      return "\(entry.role) \(entry.name): \(fields.joined(separator: ", "))"
    }
    let recipes = Catalogue.standard.recipes.map { recipe in
      let rule = recipe.composition(.constant(recipe.learningRate)).lines
      return "recipe \(recipe.name): \(rule.map(\.description).joined(separator: "; "))"
    }
    return parts + recipes
  }()

  @Test func `every default is as it was written down`() throws {
    let file = try #require(
      Bundle.module.url(forResource: "defaults", withExtension: "txt", subdirectory: "Numbers"))
    let written = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(Self.found.count == written.count)
    for (found, written) in zip(Self.found, written) { #expect(found == written) }
  }

  @Test func `Noam's schedule rises for the 4,000 steps of its paper`() {
    let schedule: InverseSquareRoot = .noam(width: 512)
    #expect(schedule == .inverseSquareRoot(peak: 1 / 2_048_000.0.squareRoot(), warmUp: 4_000))
  }
}
