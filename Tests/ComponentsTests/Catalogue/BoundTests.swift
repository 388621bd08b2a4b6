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

  @Test(arguments: Catalogue.standard.entries.map { "\($0.role) \($0.name)" })
  func `every bound can be broken, and then says its name, its range and the value`(
    _ label: String
  ) throws {
    let entry = try #require(
      Catalogue.standard.entries.first { "\($0.role) \($0.name)" == label })
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

  /// Numbers that may be anything, so that there is no range to say.
  private static let free: Set = ["seed"]

  @Test func `every number has a range, and every bound is about a field`() throws {
    for entry in Catalogue.standard.entries {
      for field in entry.fields where !Self.free.contains(field.name) {
        switch field.standard {
        case .integer, .number: #expect(field.range != nil, "\(entry.name).\(field.name)")
        default: break
        }
      }
      guard entry.fields.allSatisfy({ $0.part == nil }), entry.prototype.inner.isEmpty else {
        continue
      }
      for bound in entry.prototype.checks {
        let isNamed = entry.fields.contains {
          bound.name == $0.name || bound.name.hasPrefix("\($0.name).")
        }
        #expect(isNamed, "\(entry.name): \(bound)")
      }
    }
  }

  @Test func `every word is listed, and no other is taken`() throws {
    var count = 0
    for entry in Catalogue.standard.entries {
      for field in entry.fields {
        guard let words = field.words else { continue }
        count += 1
        guard case .object(let fields) = try Catalogue.standard.value(of: entry.prototype) else {
          continue
        }
        for word in words {
          let given = fields.merging([field.name: .text(word)]) { $1 }
          #expect(refusal(of: .object(given), role: entry.role) == nil, "\(field.name) \(word)")
        }
        let wrong = fields.merging([field.name: "guess"]) { $1 }
        #expect(
          refusal(of: .object(wrong), role: entry.role)?.hasSuffix(
            "\(field.name) must be one of \(words.joined(separator: ", ")), but is \"guess\"")
            == true)
      }
    }
    #expect(count >= 8)
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
