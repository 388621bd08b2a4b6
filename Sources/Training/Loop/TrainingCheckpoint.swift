import Components
import Foundation
import Optimization
package import Storing

/// The file from which a run that was stopped goes on, with the same bits.
///
/// Beside what the optimizer saves, its metadata hold everything that decides the run, each under
/// `run NAME`, and the tables of the records so far, each under `table NAME`.
public struct TrainingCheckpoint: Sendable {
  /// The path of the file.
  public let path: String

  /// What decides the run, by the names that the user knows.
  public let settings: [String: String]

  /// The settings that a run may go on with others of: `steps`, where it is to be prolonged.
  public var changeable: Set<String> = []

  /// Texts that stand in the file for those who find it, and decide nothing.
  public var notes: [String: String] = [:]

  /// Names a file; nothing is read or written.
  ///
  /// - Parameters:
  ///   - path: the path of the file.
  ///   - settings: what decides the run, by the names that the user knows.
  public init(path: String, settings: [String: String]) {
    self.path = path
    self.settings = settings
  }

  /// What a file says of a run.
  public struct Contents: Sendable {
    /// The tables of the records so far, by their names.
    public let tables: [String: String]

    /// The number of steps taken, as the file says it.
    public var step: String { file.metadata["step"] ?? "" }

    let path: String
    let file: SafeTensors
  }
}

extension TrainingCheckpoint {
  /// Replaces the file as a whole.
  ///
  /// - Parameters:
  ///   - state: where the run stands.
  ///   - tables: the tables of the records so far, by their names.
  /// - Throws: `CheckpointError` where that fails; what was there is there still.
  public func save(_ state: TrainingRun.State, tables: [String: String]) throws {
    let file = CheckpointFile(path: path)
    try file.replace(with: bytes(state, tables: tables))
    // An index is read in the place of the file.
    file.index.remove()
    file.removeShards(except: nil)
  }

  /// The bytes of the file.
  package func bytes(_ state: TrainingRun.State, tables: [String: String]) throws -> [UInt8] {
    var metadata = notes
    for (name, text) in tables { metadata[Self.table(name)] = text }
    for (name, value) in settings { metadata[Self.key(name)] = value }
    return try state.stepper.checkpoint(
      of: state.task.groups, buffers: state.task.buffers, catalogue: .standard, metadata: metadata)
  }

  /// Reads the file.
  ///
  /// - Returns: the contents, or nil where there is no such file.
  /// - Throws: `CheckpointError` where it is damaged, `OtherRunError` where it is of another run.
  public func read() throws -> Contents? {
    let file = CheckpointFile(path: path)
    return file.exists ? try contents(of: file.read()) : nil
  }

  /// What a file that has been read says of this run.
  ///
  /// - Throws: `CheckpointError` where it contradicts itself, `OtherRunError` where it is of another run.
  package func contents(of file: SafeTensors) throws -> Contents {
    let saved = file.metadata.keys.filter { $0.hasPrefix(Self.key("")) }
    let names = Set(saved.map { String($0.dropFirst(Self.key("").count)) }).union(settings.keys)
    let differences = names.subtracting(changeable).sorted()
      .filter { file.metadata[Self.key($0)] != settings[$0] }
    guard differences.isEmpty else {
      throw OtherRunError(
        path: path, settings: differences,
        differences: differences.map { name in
          "\(name) is \(file.metadata[Self.key(name)] ?? "nothing") there, but "
            + "\(settings[name] ?? "nothing") here"
        })
    }
    let tables = file.metadata.filter { $0.key.hasPrefix(Self.table("")) }.map { key, text in
      (String(key.dropFirst(Self.table("").count)), text)
    }
    let contents = Contents(
      tables: Dictionary(uniqueKeysWithValues: tables), path: path, file: file)
    for (name, text) in contents.tables {
      // Every line begins with its step, and the last one was written with the file.
      guard text.hasSuffix("\n"), let last = text.split(separator: "\n").last,
        last.prefix(while: { $0 != "," }) == contents.step
      else {
        throw CheckpointError(path, "the table \(name) doesn't end with the step \(contents.step)")
      }
    }
    return contents
  }

  private static func key(_ name: String) -> String { "run \(name)" }

  private static func table(_ name: String) -> String { "table \(name)" }
}

/// Why a run can't go on from a file of another run; its description is one line.
public struct OtherRunError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path of the file.
  public let path: String

  /// The names of the settings that differ; none of what has none.
  public let settings: [String]

  /// What of the two runs differs, with both values.
  public let differences: [String]

  /// Creates an error.
  package init(path: String, settings: [String] = [], differences: [String]) {
    self.path = path
    self.settings = settings
    self.differences = differences
  }

  /// One line: the path, and what differs.
  public var description: String {
    // A file can say anything, line breaks, too.
    oneLine("\(path) is of another run: \(differences.joined(separator: "; "))")
  }
}
