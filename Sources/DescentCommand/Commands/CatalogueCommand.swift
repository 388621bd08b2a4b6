import Descent
import Foundation
import Laboratory

/// `descent catalogue`: every part there is, with its numbers.
struct CatalogueCommand: Command {
  let name = "catalogue"
  let summary = "List every part and every recipe, with their numbers and defaults"
  let discussion = """
    A part is written with its numbers behind a colon, in the order of the list or by name:
    stable:5e-4, heavy-ball:0.9,dampening=0.1. Every decay also takes from=STEP and
    until=STEP: decoupled:0.1,until=1000 decays during the steps 1 to 999.
    """
  let json = Switch("json", help: "print one JSON object with a list per role")

  func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let roles = Listing()
    if arguments[json] {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      console.print(String(decoding: try encoder.encode(roles), as: UTF8.self))
    } else {
      console.print(roles.text)
    }
    return .success
  }
}

/// The catalogue as data.
private struct Listing: Encodable {
  let transforms = Catalogue.transforms.map { Entry($0) }
  let momentEstimators = Catalogue.momentEstimators.map { Entry($0) }
  let preconditioners = Catalogue.preconditioners.map { Entry($0) }
  let decayPolicies = Catalogue.decayPolicies.map { Entry($0) }
  let schedules = Catalogue.schedules.map { Entry($0) }
  let recipes = Catalogue.recipes.map { Entry($0) }

  struct Entry: Encodable {
    let name: String
    let summary: String
    let parameters: [Parameter]

    init<Part>(_ entry: CatalogueEntry<Part>) {
      name = entry.name
      summary = entry.summary
      parameters = entry.parameters.map { parameter in
        Parameter(
          name: parameter.name, range: parameter.range, defaultValue: parameter.defaultValue)
      }
    }
  }

  struct Parameter: Encodable {
    let name: String
    let range: String
    let defaultValue: Double?

    enum CodingKeys: String, CodingKey {
      case name
      case range
      case defaultValue = "default"
    }
  }

  /// The catalogue to read.
  var text: String {
    let roles: [(title: String, entries: [Entry])] = [
      ("T  gradient transforms (--transform)", transforms),
      ("M  moment estimators (--moments)", momentEstimators),
      ("P  preconditioners (--preconditioner)", preconditioners),
      ("D  decay policies (--decay)", decayPolicies),
      ("η  learning rate schedules (--schedule)", schedules),
      ("recipes (--optimizer)", recipes),
    ]
    let width = roles.flatMap(\.entries).map(\.name.count).max() ?? 0
    return roles.map { role in
      let lines = role.entries.map { entry in
        let padding = String(repeating: " ", count: width - entry.name.count)
        let numbers = entry.parameters.map(\.text).joined(separator: "; ")
        let indent = "\n" + String(repeating: " ", count: width + 4)
        return "  \(entry.name)\(padding)  \(entry.summary)"
          + (numbers.isEmpty ? "" : indent + numbers)
      }
      return ([role.title] + lines).joined(separator: "\n")
    }.joined(separator: "\n\n")
  }
}

extension Listing.Parameter {
  /// Name, range and default in a few words.
  fileprivate var text: String {
    let range = range.first?.isLetter == true ? range : "in \(range)"
    return "\(name) \(range)" + (defaultValue.map { ", default \(brief($0))" } ?? "")
  }
}
