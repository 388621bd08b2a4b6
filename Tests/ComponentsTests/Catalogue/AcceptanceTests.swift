import Descent
import Foundation
import Testing

/// Which numbers each field of each part takes: both sides of every end of every range.
@Suite struct AcceptanceTests {
  private static let numbers: [FieldValue] =
    [-1, 0, 1, 3].map { .integer($0) } + [-1e-9, 0.5, 1.001].map { .number($0) }

  private static let found: [String] = Catalogue.standard.entries.flatMap { entry -> [String] in
    guard case .object(let values)? = try? Catalogue.standard.value(of: entry.prototype) else {
      return []
    }
    return entry.fields.filter { $0.part == nil && $0.words == nil }.map { field in
      let taken = numbers.filter { number in
        let changed = FieldValue.object(values.merging([field.name: number]) { $1 })
        return (try? Catalogue.standard.part(changed, role: entry.role)) != nil
      }
      return "\(entry.role) \(entry.name).\(field.name): "
        + taken.map(\.description).joined(separator: " ")
    }
  }

  @Test func `every field takes the numbers that it took`() throws {
    let file = try #require(
      Bundle.module.url(forResource: "accepted", withExtension: "txt", subdirectory: "Numbers"))
    let written = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(Self.found.count == written.count)
    for (found, written) in zip(Self.found, written) { #expect(found == written) }
  }
}
