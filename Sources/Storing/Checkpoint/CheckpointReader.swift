import Autodiff

/// What a file holds of what is asked of it, with everything that does not fit.
///
/// Arrays come in units, such as a parameter with its state, that are taken as a whole or not at all.
/// Which of them are whole is known when everything has been asked for once.
struct CheckpointReader {
  private let file: SafeTensors

  /// The unit of each array of the file that was asked for.
  private var units: [String?]

  /// What does not fit, by name, and the unit that it makes incomplete.
  private var problems: [String: (difference: CheckpointDifference, unit: String?)] = [:]

  /// The units of which something does not fit.
  private var incomplete: Set<String> = []

  init(_ file: SafeTensors) {
    self.file = file
    units = Array(repeating: nil, count: file.arrays.count)
  }
}

extension CheckpointReader {
  /// The elements of an array, or nil where it does not fit or its unit is known not to be whole.
  mutating func take(_ form: CheckpointArray.Form, unit: String) -> CheckpointElements? {
    guard let position = file.position(of: form.name) else {
      problems[form.name] = (CheckpointDifference(form.name, .missing), unit)
      return nil
    }
    units[position] = unit
    let entry = file.arrays[position].entry
    guard entry.type?.isRead(as: form.type) == true, entry.shape == form.shape else {
      refuse(
        form.name,
        "it must be \(form.type.rawValue) \(form.shape), but is \(entry.typeName) "
          + "\(entry.shape)")
      return nil
    }
    guard !incomplete.contains(unit), let elements = file.elements(entry) else { return nil }
    guard form.type == .float32 else { return elements }
    guard let doubles = elements.doubles else { return elements.singles.map { .singles($0) } }
    if let number = doubles.first(where: { $0.isFinite && !Float($0).isFinite }) {
      refuse(form.name, "\(number) is beyond the numbers of F32")
      return nil
    }
    return .singles(doubles.map(Float.init))
  }

  /// Passes over arrays that nobody asks for.
  mutating func passOver(where isBeside: (String, SafeTensors.Entry) -> Bool) {
    for (position, (name, entry)) in file.arrays.enumerated()
    where units[position] == nil && isBeside(name, entry) {
      units[position] = name
    }
  }

  /// A text of the metadata, or nil where there is none.
  func text(_ key: String) -> String? { file.metadata[key] }

  /// The number of steps of the whole run, or nil where it does not fit.
  mutating func takeStep() -> Int? {
    guard let text = file.metadata["step"] else {
      problems["step"] = (CheckpointDifference("step", .missing), nil)
      return nil
    }
    guard let number = Int(text).flatMap(stepCount) else {
      refuse("step", "\(String(reflecting: text)) is no number of steps")
      return nil
    }
    return number
  }

  /// Says that an array holds what can't be.
  mutating func refuse(_ name: String, _ reason: String) {
    let unit = file.position(of: name).flatMap { units[$0] }
    problems[name] = (CheckpointDifference(name, .unsuitable, reason), unit)
  }

  /// Finds the units that are not whole, once everything has been asked for.
  ///
  /// - Returns: all differences, sorted by name.
  mutating func differences() -> [CheckpointDifference] {
    incomplete = Set(problems.values.compactMap(\.unit))
    var differences = problems.values.map(\.difference)
    for position in units.indices {
      guard let unit = units[position] else {
        differences.append(CheckpointDifference(file.arrays[position].name, .extra))
        continue
      }
      guard incomplete.contains(unit) else { continue }
      // The values of a parameter, which bear its own name, are taken without its state, too.
      let name = file.arrays[position].name
      if problems[name] == nil, name != unit {
        differences.append(CheckpointDifference(name, .incomplete))
      }
    }
    return differences.sorted { $0.name < $1.name }
  }
}
