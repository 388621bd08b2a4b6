import Descent
import Foundation

/// `descent catalogue`: every part there is, with its numbers.
struct CatalogueCommand: Command {
  let name = "catalogue"
  let summary = "List every part and every recipe, with their numbers and defaults"
  let discussion = """
    A part is written with its numbers behind a colon, in the order of the list or by name:
    stable:5e-4, heavyBall:0.9,dampening=0.1. Every decay also takes from=STEP and
    until=STEP: decoupled:0.1,until=1000 decays during the steps 1 to 999. What wraps other
    parts is written in a recipe file.
    """
  let json = Switch("json", help: "print one JSON object with a list per role")

  func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let listing = Listing(.standard)
    if arguments[json] {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      console.print(String(decoding: try encoder.encode(listing), as: UTF8.self))
    } else {
      console.print(listing.text)
    }
    return .success
  }
}

/// The catalogue as data.
private struct Listing: Encodable {
  let momentEstimators: [Entry]
  let preconditioners: [Entry]
  let decayPolicies: [Entry]
  let schedules: [Entry]
  let transforms: [Entry]
  let recipes: [RecipeEntry]

  struct Entry: Encodable {
    let name: String
    let role: String
    let parameters: [CatalogueEntry.Field]
    /// The state arrays for a matrix.
    let stateArrays: [String]
    /// Reads of all gradients or directions beyond the one pass of a step.
    let extraPasses: Int
    let source: String
  }

  struct RecipeEntry: Encodable {
    let name: String
    let source: String
    /// The composition, without its schedule.
    let composition: FieldValue?
  }

  init(_ catalogue: Catalogue) {
    func entries(_ role: Role) -> [Entry] { catalogue.entries(role).map { Entry($0) } }
    momentEstimators = entries(.momentEstimator)
    preconditioners = entries(.preconditioner)
    decayPolicies = entries(.decayPolicy)
    schedules = entries(.schedule)
    transforms = entries(.transform)
    recipes = catalogue.recipes.map { recipe in
      var value = (try? recipe.composition(ConstantRate(0)).recipe(catalogue: catalogue))
      if case .object(var fields)? = value {
        fields["schedule"] = nil
        value = .object(fields)
      }
      return RecipeEntry(name: recipe.name, source: recipe.source, composition: value)
    }
  }

  /// The catalogue to read.
  var text: String {
    let roles: [(title: String, lines: [(name: String, rest: [String])])] = [
      ("T  gradient transforms (--transform)", transforms.map(\.lines)),
      ("M  moment estimators (--moments)", momentEstimators.map(\.lines)),
      ("P  preconditioners (--preconditioner)", preconditioners.map(\.lines)),
      ("D  decay policies (--decay)", decayPolicies.map(\.lines)),
      ("η  learning rate schedules (--schedule)", schedules.map(\.lines)),
      ("recipes (--optimizer)", recipes.map { ($0.name, [$0.source]) }),
    ]
    let width = roles.flatMap(\.lines).map(\.name.count).max() ?? 0
    return roles.map { role in
      let lines = role.lines.map { entry in
        let padding = String(repeating: " ", count: width - entry.name.count)
        let indent = "\n" + String(repeating: " ", count: width + 4)
        return "  \(entry.name)\(padding)  " + entry.rest.joined(separator: indent)
      }
      return (["\(role.title): \(role.lines.count)"] + lines).joined(separator: "\n")
    }.joined(separator: "\n\n")
  }
}

extension Listing.Entry {
  fileprivate init(_ entry: CatalogueEntry) {
    name = entry.name
    role = entry.role.rawValue
    parameters = entry.fields
    source = entry.source
    let stateful = entry.prototype as? any StatefulComponent
    stateArrays = stateful?.stateArrays(for: [2, 2]).map(\.name) ?? []
    let norm = (entry.prototype as? any GradientTransform)?.normScope == nil ? 0 : 1
    let gain = (entry.prototype as? any DecayPolicy)?.share.contains(.gain) == true ? 1 : 0
    let mean = (entry.prototype as? any MomentEstimator)?.readsMean == true ? 1 : 0
    let barrier = stateful?.granularity == .parameter ? 1 : 0
    extraPasses = norm + gain + mean + barrier
  }

  /// The source, and below it the parameters.
  fileprivate var lines: (name: String, rest: [String]) {
    let numbers = parameters.map(\.text).joined(separator: "; ")
    return (name, [source] + (numbers.isEmpty ? [] : [numbers]))
  }
}

extension CatalogueEntry.Field {
  /// Name, range and default in a few words.
  fileprivate var text: String {
    if let part { return "\(name): a \(part.rawValue)" }
    let range = range.map { $0.first?.isLetter == true ? " \($0)" : " in \($0)" } ?? ""
    return name + range + (standard.map { ", default \($0)" } ?? "")
  }
}
