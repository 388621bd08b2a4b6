import Foundation
import Kernels

/// The file of a checkpoint: read as a whole, and replaced as a whole.
package struct CheckpointFile: Sendable {
  /// The path, as the user gave it.
  package let path: String

  /// Names a file; nothing is read or written.
  package init(path: String) { self.path = path }
}

extension CheckpointFile {
  /// Reads and checks the file, or all shards of an index: one that the path names, or that stands beside.
  ///
  /// - Throws: `CheckpointError` where there is no such file, or it is no safetensors file.
  package func read() throws(CheckpointError) -> SafeTensors {
    if let index = existingIndex { return try readShards(of: index) }
    let bytes = try bytes()
    do { return try SafeTensors(bytes) } catch { throw CheckpointError(path, error.description) }
  }

  /// The bytes of the file.
  func bytes() throws(CheckpointError) -> [UInt8] {
    let url = URL(fileURLWithPath: resolvedPath(path)).resolvingSymlinksInPath()
    let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
    guard let type = attributes?[.type] as? FileAttributeType else {
      throw CheckpointError(path, "there is no such file")
    }
    if type == .typeDirectory { throw CheckpointError(path, "this is a folder, not a file") }
    // A device may have no end of bytes.
    guard type == .typeRegular else { throw CheckpointError(path, "can't be read") }
    if let reason = tooLarge(toRead: attributes?[.size] as? Int ?? 0) {
      throw CheckpointError(path, "can't be read: \(reason)")
    }
    do { return [UInt8](try Data(contentsOf: url)) } catch {
      throw CheckpointError(path, "can't be read: \(systemReason(error))")
    }
  }

  /// Replaces the file: whatever happens, the old one or the new one is there.
  ///
  /// The bytes go into a file beside it, which is synced before it takes the name, as is the folder
  /// afterwards. A process that is killed meanwhile can leave the file beside it behind, which is never
  /// read; the next to replace the same file removes it when it is ten minutes old.
  ///
  /// - Throws: `CheckpointError` where that fails; what was there is there still.
  package func replace(with bytes: [UInt8]) throws(CheckpointError) {
    // A link goes on leading to the file.
    let target = URL(fileURLWithPath: resolvedPath(path)).resolvingSymlinksInPath()
    if let obstacle = obstacle(replacing: target.path) {
      throw CheckpointError(path, "can't be replaced, for it is \(obstacle)")
    }
    let beside = "\(target.path).\(UUID().uuidString).partial"
    let folder = target.deletingLastPathComponent().path
    guard FileManager.default.fileExists(atPath: folder) else {
      throw CheckpointError(path, "can't be written: there is no such folder")
    }
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: beside), options: .withoutOverwriting)
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: beside))
      defer { try? file.close() }
      try file.synchronize()
      guard renameFile(beside, replacing: target.path) else {
        throw CheckpointError(path, "can't be replaced")
      }
    } catch {
      try? FileManager.default.removeItem(atPath: beside)
      throw error as? CheckpointError
        ?? CheckpointError(path, "can't be written: \(systemReason(error))")
    }
    removeLeftovers(of: target, in: folder)
    // Not every file system can sync a folder; the file itself is whole either way.
    try? FileHandle(forReadingAtPath: folder)?.synchronize()
  }

  /// Removes what killed processes have left beside the file.
  private func removeLeftovers(of target: URL, in folder: String) {
    let files = FileManager.default
    for name in (try? files.contentsOfDirectory(atPath: folder)) ?? [] {
      let (start, end) = ("\(target.lastPathComponent).", ".partial")
      guard name.hasPrefix(start), name.hasSuffix(end),
        UUID(uuidString: String(name.dropFirst(start.count).dropLast(end.count))) != nil
      else { continue }
      let path = "\(folder)/\(name)"
      let changed = try? files.attributesOfItem(atPath: path)[.modificationDate] as? Date
      // A younger one may be another process's, which would fail without it.
      if let changed, changed.timeIntervalSinceNow < -600 { try? files.removeItem(atPath: path) }
    }
  }
}
