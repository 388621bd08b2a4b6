import Foundation
import Kernels
import Storing
import Training

/// A file that has weights: one of a run's folder, or any.
struct RunFile {
  /// The path, as the user gave it or as it is in the folder.
  let path: String

  /// What is in it.
  let contents: SafeTensors

  /// What of the metadata is the command that made the run.
  static let command = "command"

  /// What of the metadata says how rows of a table become features.
  static let encoding = "encoding"

  private init(_ path: String) throws(CheckpointError) {
    self.path = path
    contents = try CheckpointFile(path: path).read()
  }

  /// The weights that a path leads to: of a folder, the best and the last that are there.
  ///
  /// - Throws: `CheckpointError` where there are none.
  static func all(in path: String) throws(CheckpointError) -> [RunFile] {
    let type =
      try? FileManager.default
      .attributesOfItem(atPath: resolvedPath(path))[.type] as? FileAttributeType
    guard type == .typeDirectory else { return [try RunFile(path)] }
    var files: [RunFile] = []
    for name in [TrainProgress.best, TrainProgress.checkpoint] {
      let file = filePath(of: name, in: path)
      if CheckpointFile(path: file).exists { files.append(try RunFile(file)) }
    }
    if files.isEmpty {
      throw CheckpointError(
        path, "there is no \(TrainProgress.checkpoint), as train --out writes it")
    }
    return files
  }

  /// The flags of the command that made the run; nil where the file says none.
  ///
  /// - Throws: `CheckpointError` where they can't be understood.
  func arguments() throws(CheckpointError) -> Arguments? {
    guard let line = contents.metadata[Self.command] else { return nil }
    do {
      return try Arguments(Array(Arguments.words(of: line).dropFirst()), for: TrainCommand())
    } catch {
      throw CheckpointError(path, "the command in it can't be understood: \(error)")
    }
  }

  /// The weights to begin from: of a folder, the best that are there.
  static func first(in path: String) throws(CheckpointError) -> RunFile { try all(in: path)[0] }
}
