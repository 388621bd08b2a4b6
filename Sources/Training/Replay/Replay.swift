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
/// `2/w`, … `missingGradients` may be `leaveOut`. `parameters` may be an object of values by name.
package struct Replay: Decodable {
  /// A parameter at its start.
  struct Start: Decodable {
    let name: String
    let shape: [Int]?
    let values: Numbers
  }

  /// Numbers of 32 bits; what is not finite is one of the texts `inf`, `-inf` and `nan`.
  struct Numbers: Decodable {
    let singles: [Float]

    init(from decoder: any Decoder) throws {
      let numbers = try decoder.singleValueContainer().decode([Double].self)
      singles = numbers.map { Float($0) }
      for (index, number) in numbers.enumerated()
      where number.isFinite && !singles[index].isFinite {
        throw RecipeError(
          "\(Replay.path(decoder.codingPath))[\(index)]: \(brief(number)) is beyond what 32 bits hold; "
            + "the largest is \(Float.greatestFiniteMagnitude)")
      }
    }
  }

  /// The parameters at their start: a list, or, as `replay --json` prints them, an object of values.
  struct Starts: Decodable {
    let list: [Start]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let values = try? decoder.container(keyedBy: Name.self) {
        list = try values.allKeys.sorted { $0.stringValue < $1.stringValue }.map { name in
          let numbers = try values.decode(Numbers.self, forKey: name)
          return Start(name: name.stringValue, shape: nil, values: numbers)
        }
      } else {
        list = try container.decode([Start].self)
      }
    }

    private struct Name: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }
  }

  /// Parameters with settings of their own.
  struct Group: Decodable {
    let name: String
    let parameters: [String]
    let learningRateMultiplier: Multiplier?
    let decayMultiplier: Multiplier?
    let recipe: FieldValue?
  }

  /// A number that 32 bits hold.
  struct Multiplier: Decodable {
    let number: Double

    init(from decoder: any Decoder) throws {
      number = try decoder.singleValueContainer().decode(Double.self)
      guard let problem = problem(of: number, as: brief(number)) else { return }
      throw RecipeError("\(Replay.path(decoder.codingPath)): \(problem)")
    }
  }

  /// What happens where a gradient is missing, by its name.
  struct MissingGradients: Decodable {
    let policy: MissingGradientPolicy

    init(from decoder: any Decoder) throws {
      let name = try decoder.singleValueContainer().decode(String.self)
      guard let policy = MissingGradientPolicy(rawValue: name) else {
        let names = MissingGradientPolicy.allCases.map(\.rawValue)
        throw RecipeError(unknown(name, "policy of missingGradients", among: names))
      }
      self.policy = policy
    }
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
        let steps = try container.decode([[String: Numbers]].self)
        self = .listed(steps.map { $0.mapValues(\.singles) })
      }
    }
  }

  let recipe: FieldValue
  let parameters: Starts
  let groups: [Group]?
  let gradients: Gradients
  let missingGradients: MissingGradients?

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
    /// True where the decay would have turned the sign of parameters and was stopped at 0; else nil.
    package let decayWasLimited: Bool?
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
        skipped: report.skipped, decayWasLimited: report.decayWasLimited ? true : nil)
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
      composition, groups: exceptions, missingGradients: missingGradients?.policy ?? .refuse)
  }

  private func makeGroups() throws -> [ParameterGroup] {
    var names: Set<String> = []
    for start in parameters.list {
      let shape = start.shape ?? [start.values.singles.count]
      guard names.insert(start.name).inserted else {
        throw RecipeError("two parameters are called \(start.name)")
      }
      guard shape.allSatisfy({ $0 > 0 }), product(shape) == start.values.singles.count else {
        throw RecipeError(
          "parameters.\(start.name): the shape \(shape) does not fit \(start.values.singles.count) values"
        )
      }
    }
    var left = Dictionary(uniqueKeysWithValues: parameters.list.map { ($0.name, $0) })
    let plans =
      groups
      ?? [
        Group(
          name: "all", parameters: parameters.list.map(\.name), learningRateMultiplier: nil,
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
    let multipliers = [plan.learningRateMultiplier, plan.decayMultiplier].map { $0?.number ?? 1 }
    for multiplier in multipliers where !(multiplier >= 0 && multiplier.isFinite) {
      throw RecipeError(
        "groups.\(plan.name): multiplier must be in 0..., but is \(brief(multiplier))")
    }
    let members = try plan.parameters.map { name in
      guard let start = left.removeValue(forKey: name) else {
        throw RecipeError(
          parameters.list.contains { $0.name == name }
            ? "groups.\(plan.name): \(name) is in a group already"
            : "groups.\(plan.name): \(unknown(name, "parameter", among: parameters.list.map(\.name)))"
        )
      }
      return Parameter(name, shape: start.shape, start.values.singles)
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
