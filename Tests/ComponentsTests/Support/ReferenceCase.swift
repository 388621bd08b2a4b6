import Descent
import Foundation
import Testing

/// What another library made of the drive, with one optimizer: a case of `Numbers/*.json`.
struct ReferenceCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let call: String
  let settings: Settings
  let learningRates: [Double]
  let groups: [Group]
  /// The parameters after a step, by the step's number and the parameter's name.
  let results: [String: [String: [Double]]]
  /// What a wrapper keeps beside them, by name: `average`, `slow`, `x`, `z`.
  let further: [String: [String: [String: [Double]]]]?

  struct Group: Decodable, Sendable {
    let name: String
    let learningRateMultiplier: Double
    let decayMultiplier: Double
    let parameters: [String]
  }

  /// The hyper-parameters by name; a truth value is 0 or 1, and what is not a number is left out.
  struct Settings: Decodable, Sendable {
    let numbers: [String: Double]

    init(from decoder: any Decoder) throws {
      let raw = try [String: Setting](from: decoder)
      numbers = raw.compactMapValues(\.number)
    }

    subscript(_ name: String) -> Double {
      guard let number = numbers[name] else {
        Issue.record("the case has no setting \(name)")
        return .nan
      }
      return number
    }

    func isOn(_ name: String) -> Bool { self[name] != 0 }
  }

  private struct Setting: Decodable {
    let number: Double?

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let flag = try? container.decode(Bool.self) {
        number = flag ? 1 : 0
      } else {
        number = try? container.decode(Double.self)
      }
    }
  }

  var testDescription: String { name }

  /// The name of the other library's class or function.
  var callee: String { String(call.prefix { $0 != "(" }) }

  /// The schedule as it was applied.
  var schedule: ListedRates { ListedRates.list(learningRates) }

  private struct File: Decodable {
    let cases: [ReferenceCase]
  }

  /// Whether something stands around the optimizer: `Clip by value, SGD`.
  var isWrapped: Bool { [", SGD", ", Adam", ", AdamW"].contains { name.hasSuffix($0) } }

  /// The cases of a library whose optimizer has a name in `callees`.
  static func cases(
    from library: String, callees: Set<String>? = nil, wrapped: Bool = false
  ) -> [ReferenceCase] {
    guard let file: File = decodeNumbers(library) else { return [] }
    return file.cases.filter {
      $0.isWrapped == wrapped && (callees?.contains($0.callee) ?? true)
    }
  }
}

/// The parameters and gradients that every library was given: `Numbers/drive.json`.
struct Drive: Decodable, Sendable {
  let parameters: [Start]
  /// Gradients by step and parameter name; they do not depend on the optimizer.
  let gradients: [String: [String: [Float]]]

  struct Start: Decodable, Sendable {
    let name: String
    let shape: [Int]
    let start: [Float]
  }

  static let shared: Drive? = decodeNumbers("drive")

  /// New parameters at the start, in new groups.
  func makeGroups(_ groups: [ReferenceCase.Group]) -> [ParameterGroup] {
    groups.map { group in
      ParameterGroup(
        group.name,
        group.parameters.compactMap { name in
          parameters.first { $0.name == name }.map {
            Parameter($0.name, shape: $0.shape, $0.start)
          }
        },
        learningRateMultiplier: group.learningRateMultiplier,
        decayMultiplier: group.decayMultiplier)
    }
  }

  /// Takes steps with the gradients of the drive, and returns the parameters after each.
  func replay(
    _ composition: Composition, exceptions: [String: Composition] = [:],
    _ groups: [ReferenceCase.Group], tile: Int = 512
  ) throws -> [[String: [Float]]] {
    var optimizer = try Optimizer(composition, groups: exceptions)
    let groups = makeGroups(groups)
    return try (1...10).map { step in
      for parameter in groups.flatMap(\.parameters) {
        parameter.setGradient(gradients["\(step)"]?[parameter.name] ?? [])
      }
      try optimizer.step(groups)
      return Dictionary(
        uniqueKeysWithValues: groups.flatMap(\.parameters).map { ($0.name, Array($0.value)) })
    }
  }
}

/// Reads a file of `Numbers/`; records an issue where it can't be read.
func decodeNumbers<Content: Decodable>(_ name: String) -> Content? {
  do {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Numbers"))
    return try JSONDecoder().decode(Content.self, from: Data(contentsOf: url))
  } catch {
    Issue.record("Numbers/\(name).json: \(error)")
    return nil
  }
}
