import Autodiff
import Components
package import Foundation
import Optimization
import Storing

/// Parameters, gradients for each step, and a recipe: everything that a run of an optimizer needs.
///
/// ```text
/// {
///   "recipe": {"recipe": "adamw", "schedule": {"name": "constant", "learningRate": 0.1}},
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
  package struct Snapshot: Encodable {
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
  /// Takes all steps.
  ///
  /// - Parameter folder: the folder that the path of a gradient file is seen from.
  /// - Returns: the parameters after each step.
  /// - Throws: `RecipeError` or `OptimizerError` in one line.
  package func run(folder: URL) throws -> [Snapshot] {
    let groups = try makeGroups()
    var optimizer = try makeOptimizer()
    let all = groups.flatMap(\.parameters)
    let named = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    return try steps(folder: folder).enumerated().map { index, gradients in
      for parameter in all { parameter.clearGradient() }
      for (name, gradient) in gradients.sorted(by: { $0.key < $1.key }) {
        guard let parameter = named[name] else {
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
      return Snapshot(
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
}

/// The product of a shape's axes, or −1 where it is beyond any memory.
private func product(_ shape: [Int]) -> Int {
  shape.reduce(1) { total, extent in
    let (result, overflows) = total.multipliedReportingOverflow(by: extent)
    return overflows || total < 0 ? -1 : result
  }
}
