/// What a file and the state of an optimizer have in common, found before anything is written.
struct CheckpointMatch {
  /// What of a parameter is taken from the file.
  private struct Taken {
    let group: Int
    let parameter: Int
    let arrays: [CheckpointArray]
  }

  /// All differences, sorted by name.
  private(set) var differences: [CheckpointDifference] = []

  private let file: SafeTensors
  private var taken: [Taken] = []
  private var step: Int?
  private var metrics: Set<String> = []

  /// Compares the file with what the groups of a state need.
  init(_ file: SafeTensors, _ state: OptimizerState) {
    self.file = file
    var known: Set<String> = []
    for (index, group) in state.groups.enumerated() {
      for (parameter, arrays) in group.checkpointArrays.enumerated() {
        known.formUnion(arrays.map(\.name))
        let fitting = compare(arrays)
        taken.append(Taken(group: index, parameter: parameter, arrays: fitting))
      }
    }
    compareStep()
    let scalars = state.followedMetrics.checkpointScalars.keys
    known.formUnion(scalars)
    compareMetrics(Set(scalars))
    differences += file.entries.keys.filter { !known.contains($0) }
      .map { CheckpointDifference($0, .extra) }
    differences.sort { $0.name < $1.name }
  }

  /// Writes what fits into the parameters, and into state that is new.
  func restore(_ state: OptimizerState) {
    for taken in taken {
      for array in taken.arrays where array.isValues {
        state.groups[taken.group].restore(array, parameter: taken.parameter, from: file)
      }
    }
    for group in state.groups { group.startArrays() }
    for taken in taken {
      for array in taken.arrays where !array.isValues {
        state.groups[taken.group].restore(array, parameter: taken.parameter, from: file)
      }
    }
    guard let step else { return }
    state.step = step
    state.followedMetrics.restore { metrics.contains($0) ? file.doubles($0)?.first : nil }
  }
}

extension CheckpointMatch {
  /// Finds what of a parameter can be taken: everything, the values alone, or nothing.
  private mutating func compare(_ arrays: [CheckpointArray]) -> [CheckpointArray] {
    let found = arrays.map { ($0, $0.difference(in: file)) }
    let problems = found.compactMap(\.1)
    differences += problems
    if problems.isEmpty { return arrays }
    let fitting = found.filter { $0.1 == nil }.map(\.0)
    differences += fitting.filter { !$0.isValues }
      .map { CheckpointDifference($0.name, .incomplete) }
    return fitting.filter(\.isValues)
  }

  private mutating func compareStep() {
    guard let text = file.metadata["step"] else {
      differences.append(CheckpointDifference("step", .missing))
      return
    }
    guard let number = Int(text), (0...largestStepCount).contains(number) else {
      differences.append(
        CheckpointDifference(
          "step", .unsuitable, "\(String(reflecting: text)) is no number of steps"))
      return
    }
    step = number
  }

  private mutating func compareMetrics(_ names: Set<String>) {
    for name in names {
      let array = CheckpointArray(name: name, type: .float64, shape: [], content: .scalar(0))
      let difference = array.difference(in: file)
      if let difference { differences.append(difference) } else { metrics.insert(name) }
    }
  }
}

extension CheckpointArray {
  /// Whether the array holds the parameter's values.
  fileprivate var isValues: Bool { if case .values = content { true } else { false } }
}
