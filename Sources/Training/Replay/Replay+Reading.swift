package import Foundation
import Kernels
import Optimization
package import Storing

extension Replay {
  /// Reads a replay.
  ///
  /// - Parameter path: a JSON file, or `-` for standard input.
  /// - Returns: the replay, and the folder that paths in it are seen from.
  /// - Throws: `RecipeError` with the file and what is wrong.
  package static func read(_ path: String) throws -> (replay: Replay, folder: URL) {
    if path == "-" {
      let bytes = try FileHandle.standardInput.readToEnd() ?? Data()
      let folder = URL(fileURLWithPath: ".", isDirectory: true)
      return (try read(FileBytes(path: "standard input", bytes: [UInt8](bytes))), folder)
    }
    let folder = URL(fileURLWithPath: resolvedPath(path)).deletingLastPathComponent()
    do { return (try read(FileBytes(contentsOf: path)), folder) } catch let error as DataError {
      throw RecipeError("\(error)")
    }
  }

  /// Reads a replay that is in memory.
  package static func read(_ file: FileBytes) throws -> Replay {
    let path = file.path
    let text: String
    do { text = try file.text() } catch { throw RecipeError("\(error)") }
    do {
      try checkFields(fields(of: text))
      let decoder = JSONDecoder()
      decoder.nonConformingFloatDecodingStrategy = .convertFromString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      return try decoder.decode(Replay.self, from: Data(text.utf8))
    } catch let error as RecipeError {
      throw RecipeError("\(path): \(error)")
    } catch let DecodingError.keyNotFound(key, context) {
      throw RecipeError("\(path): \(place(context))\(key.stringValue) must be given")
    } catch let DecodingError.typeMismatch(type, context) {
      throw RecipeError("\(path): \(place(context))must be \(words(for: type))")
    } catch let DecodingError.valueNotFound(type, context) {
      throw RecipeError("\(path): \(place(context))must be \(words(for: type))")
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

  func steps(folder: URL) throws -> [[String: [Float]]] {
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
  package static func steps(_ file: FileBytes) throws(RecipeError) -> [[String: [Float]]] {
    let path = file.path
    let arrays = try arrays(file)
    var numbered: [Int: [String: [Float]]] = [:]
    var others: [String] = []
    for (key, elements) in arrays {
      let parts = key.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let number = Int(parts[0]), "\(number)" == parts[0] else {
        others.append(key)
        continue
      }
      numbered[number, default: [:]][String(parts[1])] = elements
    }
    var steps: [[String: [Float]]] = []
    while let step = numbered.removeValue(forKey: steps.count + 1) { steps.append(step) }
    others += numbered.flatMap { number, step in step.keys.map { "\(number)/\($0)" } }
    if let left = others.min() {
      throw RecipeError("\(path): \(left) belongs to no step of 1 to \(steps.count)")
    }
    return steps
  }
}

/// Reads all arrays of a safetensors file by name; they must be of type `F32`, `F16` or `BF16`.
private func arrays(_ bytes: FileBytes) throws(RecipeError) -> [String: [Float]] {
  let path = bytes.path
  let file: SafeTensors
  do { file = try SafeTensors(bytes.bytes) } catch { throw RecipeError("\(path): \(error)") }
  var arrays: [String: [Float]] = [:]
  for (name, entry) in file.arrays {
    guard let elements = file.singles(name) else {
      throw RecipeError(
        "\(path): \(name): the dtype must be F32, but is \(entry.typeName)")
    }
    arrays[name] = elements
  }
  return arrays
}

/// Where in a file a value stands.
private func place(_ context: DecodingError.Context) -> String {
  let path = Replay.path(context.codingPath)
  return path.isEmpty ? "" : path + ": "
}

extension Replay {
  /// A place in a file, as in `gradients[0].w`.
  static func path(_ keys: [any CodingKey]) -> String {
    keys.reduce("") { path, key in
      if let index = key.intValue { return "\(path)[\(index)]" }
      return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
    }
  }
}
