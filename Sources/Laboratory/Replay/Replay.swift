import Descent
package import Foundation
import Optimization

/// Parameters, gradients for each step, and a recipe: everything that a run of an optimizer needs.
///
/// ```text
/// {
///   "recipe": {"recipe": "adamw", "schedule": {"name": "constant", "rate": 0.1}},
///   "parameters": [{"name": "w", "shape": [2], "values": [0.5, -1.25]}],
///   "gradients": [{"w": [0.1, 0.2]}, {"w": [0.3, -0.1]}]
/// }
/// ```
///
/// `groups` may part the parameters: a list of objects with `name`, `parameters` (names),
/// `learningRateMultiplier`, `decayMultiplier` and a `recipe` of the group's own. `gradients` may be
/// the path of a safetensors file, seen from the replay's folder, whose arrays are called `1/w`,
/// `2/w`, … `missingGradients` may be `leaveOut`.
package struct Replay: Decodable {
  /// A parameter at its start.
  struct Start: Decodable {
    let name: String
    let shape: [Int]?
    let values: [Float]
  }

  /// Parameters with settings of their own.
  struct Group: Decodable {
    let name: String
    let parameters: [String]
    let learningRateMultiplier: Double?
    let decayMultiplier: Double?
    let recipe: FieldValue?
  }

  /// The gradients of all steps: written out, or the path of a file.
  enum Gradients: Decodable {
    case listed([[String: [Float]]])
    case file(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let path = try? container.decode(String.self) {
        self = .file(path)
      } else {
        self = .listed(try container.decode([[String: [Float]]].self))
      }
    }
  }

  let recipe: FieldValue
  let parameters: [Start]
  let groups: [Group]?
  let gradients: Gradients
  let missingGradients: MissingGradientPolicy?

  /// All parameters after a step.
  package struct Step: Encodable {
    /// The number of the step, from 1.
    package let step: Int
    /// The learning rate of the step.
    package let learningRate: Double
    /// The values by parameter.
    package let parameters: [String: [Float]]
    /// Why nothing happened, where that is so.
    package let skipped: String?
  }
}

extension Replay {
  /// Reads a replay.
  ///
  /// - Parameter path: a JSON file.
  /// - Returns: the replay, and the folder that paths in it are seen from.
  /// - Throws: `RecipeError` with the file and what is wrong.
  package static func read(_ path: String) throws -> (replay: Replay, folder: URL) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    do { return (try read(FileBytes(contentsOf: path)), folder) } catch let error as DataError {
      throw RecipeError("\(error)")
    }
  }

  /// Reads a replay that is in memory.
  static func read(_ file: FileBytes) throws -> Replay {
    let path = file.path
    guard let text = String(validating: file.bytes, as: UTF8.self) else {
      throw RecipeError("\(path): must be text in UTF-8")
    }
    do {
      try checkFields(fields(of: text))
      return try JSONDecoder().decode(Replay.self, from: Data(file.bytes))
    } catch let error as RecipeError {
      throw RecipeError("\(path): \(error)")
    } catch let DecodingError.keyNotFound(key, context) {
      throw RecipeError("\(path): \(place(context))\(key.stringValue) must be given")
    } catch let DecodingError.typeMismatch(type, context) {
      throw RecipeError("\(path): \(place(context))must be of type \(type)")
    } catch let DecodingError.valueNotFound(type, context) {
      throw RecipeError("\(path): \(place(context))must be of type \(type)")
    } catch let DecodingError.dataCorrupted(context) where !context.codingPath.isEmpty {
      throw RecipeError("\(path): \(place(context))\(context.debugDescription)")
    } catch {
      throw RecipeError("\(path): is no replay in JSON")
    }
  }

  private static func fields(of json: String) throws(RecipeError) -> FieldValue {
    do { return try FieldValue(json: json) } catch { throw RecipeError("is \(error)") }
  }

  /// Refuses fields that nobody would read.
  private static func checkFields(_ value: FieldValue) throws(RecipeError) {
    try check(
      value, "", ["recipe", "parameters", "groups", "gradients", "missingGradients"])
    guard case .object(let fields) = value else { return }
    if case .list(let parameters)? = fields["parameters"] {
      for parameter in parameters {
        try check(parameter, "parameters: ", ["name", "shape", "values"])
      }
    }
    if case .list(let groups)? = fields["groups"] {
      for group in groups {
        try check(
          group, "groups: ",
          ["name", "parameters", "learningRateMultiplier", "decayMultiplier", "recipe"])
      }
    }
  }

  private static func check(
    _ value: FieldValue, _ place: String, _ names: [String]
  ) throws(RecipeError) {
    guard case .object(let fields) = value else { return }
    for field in fields.keys.sorted() where !names.contains(field) {
      throw RecipeError("\(place)\(unknown(field, "field", among: names))")
    }
  }

  /// Takes all steps.
  ///
  /// - Parameter folder: the folder that the path of a gradient file is seen from.
  /// - Returns: the parameters after each step.
  /// - Throws: `RecipeError` or `OptimizerError` in one line.
  package func run(folder: URL) throws -> [Step] {
    let groups = try makeGroups()
    var optimizer = try makeOptimizer()
    let all = groups.flatMap(\.parameters)
    return try steps(folder: folder).enumerated().map { index, gradients in
      for parameter in all { parameter.clearGradient() }
      for (name, gradient) in gradients.sorted(by: { $0.key < $1.key }) {
        guard let parameter = all.first(where: { $0.name == name }) else {
          throw RecipeError(
            "gradients[\(index)]: \(unknown(name, "parameter", among: all.map(\.name)))")
        }
        guard gradient.count == parameter.count else {
          throw RecipeError(
            "gradients[\(index)].\(name): \(parameter.count) numbers must be given, but "
              + "\(gradient.count) are")
        }
        parameter.setGradient(gradient)
      }
      let report = try optimizer.step(groups)
      return Step(
        step: report.step, learningRate: report.learningRate,
        parameters: Dictionary(uniqueKeysWithValues: all.map { ($0.name, Array($0.value)) }),
        skipped: report.skipped)
    }
  }

  private func makeOptimizer() throws -> Optimizer {
    let composition = try Composition(recipe, catalogue: .standard)
    var exceptions: [String: Composition] = [:]
    for group in groups ?? [] {
      guard let recipe = group.recipe else { continue }
      exceptions[group.name] = try Composition(recipe, catalogue: .standard)
    }
    return try Optimizer(
      composition, groups: exceptions, missingGradients: missingGradients ?? .refuse)
  }

  private func makeGroups() throws -> [ParameterGroup] {
    var names: Set<String> = []
    for start in parameters {
      let shape = start.shape ?? [start.values.count]
      guard names.insert(start.name).inserted else {
        throw RecipeError("two parameters are called \(start.name)")
      }
      guard shape.allSatisfy({ $0 > 0 }), product(shape) == start.values.count else {
        throw RecipeError(
          "parameters.\(start.name): the shape \(shape) does not fit \(start.values.count) values")
      }
    }
    var left = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0) })
    let plans =
      groups
      ?? [
        Group(
          name: "all", parameters: parameters.map(\.name), learningRateMultiplier: nil,
          decayMultiplier: nil, recipe: nil)
      ]
    let made = try plans.map { plan in try makeGroup(plan, from: &left) }
    if let forgotten = left.keys.sorted().first {
      throw RecipeError("groups: \(forgotten) is in no group")
    }
    return made
  }

  private func makeGroup(
    _ plan: Group, from left: inout [String: Start]
  ) throws -> ParameterGroup {
    let multipliers = [plan.learningRateMultiplier ?? 1, plan.decayMultiplier ?? 1]
    for multiplier in multipliers where !(multiplier >= 0 && multiplier.isFinite) {
      throw RecipeError(
        "groups.\(plan.name): multiplier must be in 0..., but is \(brief(multiplier))")
    }
    let members = try plan.parameters.map { name in
      guard let start = left.removeValue(forKey: name) else {
        throw RecipeError(
          parameters.contains { $0.name == name }
            ? "groups.\(plan.name): \(name) is in a group already"
            : "groups.\(plan.name): \(unknown(name, "parameter", among: parameters.map(\.name)))")
      }
      return Parameter(name, shape: start.shape, start.values)
    }
    return ParameterGroup(
      plan.name, members, learningRateMultiplier: multipliers[0], decayMultiplier: multipliers[1])
  }

  private func steps(folder: URL) throws -> [[String: [Float]]] {
    switch gradients {
    case .listed(let steps): return steps
    case .file(let path):
      let place = folder.appendingPathComponent(path).path
      do { return try Self.steps(FileBytes(contentsOf: place)) } catch let error as DataError {
        throw RecipeError("\(error)")
      }
    }
  }

  /// The gradients of all steps in a safetensors file that is in memory.
  static func steps(_ file: FileBytes) throws(RecipeError) -> [[String: [Float]]] {
    let path = file.path
    let arrays = try arrays(file)
    var steps: [[String: [Float]]] = []
    var read: Set<String> = []
    for number in 1... {
      let prefix = "\(number)/"
      let named = arrays.filter { $0.key.hasPrefix(prefix) }
      if named.isEmpty { break }
      read.formUnion(named.keys)
      steps.append(
        Dictionary(
          uniqueKeysWithValues: named.map { (String($0.key.dropFirst(prefix.count)), $0.value) }))
    }
    if let left = Set(arrays.keys).subtracting(read).min() {
      throw RecipeError("\(path): \(left) belongs to no step of 1 to \(steps.count)")
    }
    return steps
  }
}

/// Reads all arrays of a safetensors file by name; they must be of type `F32`.
private func arrays(_ bytes: FileBytes) throws(RecipeError) -> [String: [Float]] {
  let path = bytes.path
  let file: SafeTensors
  do { file = try SafeTensors(bytes.bytes) } catch { throw RecipeError("\(path): \(error)") }
  var arrays: [String: [Float]] = [:]
  for (name, entry) in file.entries {
    guard let elements = file.singles(name) else {
      throw RecipeError(
        "\(path): \(name): the dtype must be F32, but is \(entry.type.rawValue)")
    }
    arrays[name] = elements
  }
  return arrays
}

/// The product of a shape's axes, or −1 where it is beyond any memory.
private func product(_ shape: [Int]) -> Int {
  shape.reduce(1) { total, extent in
    let (result, overflows) = total.multipliedReportingOverflow(by: extent)
    return overflows || total < 0 ? -1 : result
  }
}

/// Where in a file a value stands.
private func place(_ context: DecodingError.Context) -> String {
  let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
  return path.isEmpty ? "" : path.joined(separator: ".") + ": "
}
