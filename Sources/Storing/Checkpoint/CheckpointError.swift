import Optimization

/// Why a checkpoint could not be saved or loaded.
///
/// Where loading throws, parameters, state and counters are as they were before it.
public struct CheckpointError: Error, Sendable, Hashable {
  /// The file, as the user named it.
  public let path: String

  /// What is wrong with the file as a whole; empty where only its arrays do not fit.
  public let problem: String

  /// How the arrays differ from what the optimizer needs, sorted by name.
  public let differences: [CheckpointDifference]

  /// Creates an error of the file as a whole.
  package init(_ path: String, _ problem: String) {
    self.path = path
    self.problem = problem
    differences = []
  }

  init(_ path: String, _ differences: [CheckpointDifference]) {
    self.path = path
    problem = ""
    self.differences = differences
  }
}

extension CheckpointError: CustomStringConvertible {
  /// One line: the path, and what is wrong, with all names.
  public var description: String {
    let list = differences.map(\.description).joined(separator: "; ")
    return oneLine("\(path): \(differences.isEmpty ? problem : list)")
  }
}
