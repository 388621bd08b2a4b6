import Descent
import Foundation

/// `descent catalogue`: every part there is, with its numbers.
struct CatalogueCommand: Command {
  let name = "catalogue"
  let summary = "List every part and every recipe, with their numbers and defaults"
  let discussion = """
    A part is written with its numbers behind a colon, in the order of the list or by name:
    stable:5e-4, heavyBall:0.9,dampening=0.1. Every decay also takes from=STEP and
    until=STEP: decoupled:0.1,until=1000 decays during the steps 1 to 999. Without a name,
    fields of the part that is there change: beta=0.99, or base.epsilon=1e-3 of a part inside
    it. Case, hyphens and underscores in names don't matter. What wraps other parts is
    written in a recipe file.
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
  let squareEstimators: [Entry]
  let divisors: [Entry]
  let recipes: [RecipeEntry]

  struct Entry: Encodable {
    let name: String
    /// Other names, with the fields that they fix.
    let aliases: [String: [String: FieldValue]]
    let role: String
    let parameters: [Field]
    /// The state arrays for a matrix.
    let stateArrays: [String]
    /// Reads of all gradients or directions beyond the one pass of a step.
    let extraPasses: Int
    let source: String
  }

  struct Field: Encodable {
    let name: String
    let `default`: FieldValue?
    let range: String?
    let words: [String]?
    let part: String?
  }

  struct RecipeEntry: Encodable {
    let name: String
    let aliases: [String]
    let learningRate: Double
    /// The recipes of groups that it is not for.
    let groups: [String: String]
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
    squareEstimators = entries(Role((any SquareEstimator).self))
    divisors = entries(Role((any Divisor).self))
    recipes = catalogue.recipes.map { recipe in
      var value = (try? recipe.composition(.constant(0)).recipe(catalogue: catalogue))
      if case .object(var fields)? = value {
        fields["schedule"] = nil
        value = .object(fields)
      }
      return RecipeEntry(
        name: recipe.name, aliases: recipe.aliases, learningRate: recipe.learningRate,
        groups: recipe.groups, source: recipe.source, composition: value)
    }
  }

  /// The catalogue to read.
  var text: String {
    let roles: [(title: String, lines: [(name: String, rest: [String])])] = [
      ("T  gradient transforms (--transform)", transforms.map(\.lines)),
      ("M  moment estimators (--moments)", momentEstimators.map(\.lines)),
      ("P  preconditioners (--preconditioner)", preconditioners.map(\.lines)),
      ("V  what a division keeps (squares)", squareEstimators.map(\.lines)),
      ("F  what it divides by (divisor)", divisors.map(\.lines)),
      ("D  decay policies (--decay)", decayPolicies.map(\.lines)),
      ("η  learning rate schedules (--schedule)", schedules.map(\.lines)),
      (
        "recipes (--optimizer)",
        recipes.map { ($0.name, [$0.line]) }
      ),
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

extension Listing.RecipeEntry {
  fileprivate var line: String {
    let others = groups.sorted { $0.key < $1.key }.map { "; \($0.key): \($0.value)" }.joined()
    return "\(source); learning rate \(brief(learningRate))\(others)"
  }
}

extension Listing.Entry {
  fileprivate init(_ entry: CatalogueEntry) {
    name = entry.name
    aliases = entry.aliases
    role = entry.role.name
    parameters = entry.fields.map {
      Listing.Field(
        name: $0.name, default: $0.standard, range: $0.range, words: $0.words, part: $0.part?.name)
    }
    source = entry.source
    let stateful = entry.prototype as? any StatefulComponent
    stateArrays = stateful?.stateArrays(for: [2, 2]).map(\.name) ?? []
    let norm = (entry.prototype as? any GradientTransform)?.normScope == nil ? 0 : 1
    // At a rate of 0, as of a prototype, nothing is asked for.
    let rated = (try? Catalogue.standard.value(of: entry.prototype))?
      .changed(by: .object(["rate": .number(1)]))
    let decay = rated.flatMap { try? Catalogue.standard.part($0) as any DecayPolicy }
    let gain = decay?.share.contains(.gain) == true ? 1 : 0
    let mean = (entry.prototype as? any MomentEstimator)?.readsMean == true ? 1 : 0
    let barrier = stateful?.granularity == .parameter ? 1 : 0
    extraPasses = norm + gain + mean + barrier
  }

  /// The source, and below it the parameters.
  fileprivate var lines: (name: String, rest: [String]) {
    let numbers = parameters.map(\.text).joined(separator: "; ")
    let others = aliases.sorted { $0.key < $1.key }.map { alias, fixed in
      let values = fixed.map { "\($0) \($1)" }.sorted().joined(separator: ", ")
      return values.isEmpty ? alias : "\(alias) (\(values))"
    }
    let also = others.isEmpty ? [] : ["also " + others.joined(separator: ", ")]
    return (name, [source] + also + (numbers.isEmpty ? [] : [numbers]))
  }
}

extension Listing.Field {
  /// Name, range and default in a few words.
  fileprivate var text: String {
    if let part { return "\(name): a \(part)" }
    let range = range.map { $0.first?.isLetter == true ? " \($0)" : " in \($0)" } ?? ""
    let choice = words.map { " " + $0.joined(separator: "|") } ?? ""
    let standard = `default`.map { $0 == .null ? "none" : "\($0)" }
    return name + range + choice + (standard.map { ", default \($0)" } ?? "")
  }
}
