import Descent
import Foundation
import Testing

@Suite struct BoundTests {
  /// Numbers of which every bound about a number or a flag forbids one.
  private static let numbers = [-1, 0, 1, 2, 2_000_000_000]

  /// Every part of the catalogue.
  private static let parts = Catalogue.standard.entries.compactMap {
    try? Catalogue.standard.value(of: $0.prototype)
  }

  /// The bounds that nothing in the catalogue's data can break; `TrapTests` breaks them.
  private static func isOutOfReach(_ bound: BoundCheck) -> Bool {
    // JSON has no infinity, no prototype that fits there sees whole parameters or absorbs the decay,
    // what is forbidden together differs in two places, and a name of a division fixes its V and F.
    [
      "finite", "work element by element", "absorb no decay",
      "be 0 in Nesterov's form and without momentum", "take squares", "take sizes", "not lag",
      "keep no maximum itself", "be false where there is nothing to correct",
    ].contains(bound.range)
  }

  @Test(arguments: Catalogue.standard.entries.map { "\($0.role.rawValue) \($0.name)" })
  func `every bound can be broken, and then says its name, its range and the value`(
    _ label: String
  ) throws {
    let entry = try #require(
      Catalogue.standard.entries.first { "\($0.role.rawValue) \($0.name)" == label })
    let value = try Catalogue.standard.value(of: entry.prototype)
    let messages = neighbours(of: value).compactMap { refusal(of: $0, role: entry.role) }
    let endings = [""] + Self.numbers.map { ", but is \($0)" }
    for bound in entry.prototype.checks where !Self.isOutOfReach(bound) {
      let sentence = bound.description.components(separatedBy: ", but is")[0]
      #expect(
        endings.contains { ending in messages.contains { $0.hasSuffix(": \(sentence)\(ending)") } },
        "\(bound) in \(messages)")
    }
  }

  private func refusal(of value: FieldValue, role: Role) -> String? {
    do {
      _ = try Catalogue.standard.part(value, role: role)
      return nil
    } catch { return error.description }
  }

  /// The values that differ in one place: a number, a flag, an empty list or a part.
  private func neighbours(of value: FieldValue) -> [FieldValue] {
    switch value {
    case .null, .text: []
    case .flag(let flag): [.flag(!flag)]
    case .integer, .number: Self.numbers.map { .integer($0) }
    case .list(let list):
      [.list([])]
        + list.indices.flatMap { place in
          neighbours(of: list[place]).map { neighbour in
            var changed = list
            changed[place] = neighbour
            return .list(changed)
          }
        }
    case .object(let fields):
      fields.flatMap { name, field in
        (neighbours(of: field) + (isPart(field) ? Self.parts : [])).map { neighbour in
          .object(fields.merging([name: neighbour]) { $1 })
        }
      }
    }
  }

  private func isPart(_ value: FieldValue) -> Bool {
    if case .object(let fields) = value { fields["name"] != nil } else { false }
  }
}
